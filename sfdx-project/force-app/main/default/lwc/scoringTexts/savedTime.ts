import LOCALE from '@salesforce/i18n/locale';
import TIME_ZONE from '@salesforce/i18n/timeZone';

/** When a score was saved, as the user writes times: "14:02" for today, with the day before that. */
export function savedTime(savedAt: string, now: Date): string {
  const time = new Date(savedAt);
  const dayOf = (date: Date) => date.toLocaleDateString(LOCALE, { timeZone: TIME_ZONE });
  const hours = { hour: '2-digit', minute: '2-digit', timeZone: TIME_ZONE } as const;
  if (dayOf(time) === dayOf(now)) return time.toLocaleTimeString(LOCALE, hours);
  return time.toLocaleString(LOCALE, { day: 'numeric', month: 'short', ...hours });
}
