// Generated from hubspot-app/shared/saved-time.ts by npm run generate:hubspot. Do not edit.
import type { Reader } from './reader.ts';

/** When something was saved, as the reader writes times: "14:02" for today, with the day before that. */
export function savedTime(savedAt: string, now: Date, { locale, timeZone }: Reader): string {
  const time = new Date(savedAt);
  const dayOf = (date: Date) => date.toLocaleDateString(locale, { timeZone });
  const hours = { hour: '2-digit', minute: '2-digit', timeZone } as const;
  if (dayOf(time) === dayOf(now)) return time.toLocaleTimeString(locale, hours);
  return time.toLocaleString(locale, { day: 'numeric', month: 'short', ...hours });
}
