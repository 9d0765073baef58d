/** When the day of a moment began in a time zone, in epoch milliseconds. */
export function startOfDay(moment: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en', {
    ...{ timeZone, hourCycle: 'h23' as const },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const [hours = 0, minutes = 0, seconds = 0] = [parts.get('hour'), parts.get('minute'), parts.get('second')];
  const sinceMidnightMs = ((hours * 60 + minutes) * 60 + seconds) * 1_000 + (moment.getTime() % 1_000);
  return moment.getTime() - sinceMidnightMs;
}
