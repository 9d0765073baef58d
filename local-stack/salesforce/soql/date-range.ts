/** A span of time, epoch milliseconds; `end` is the first moment after it. */
export interface DateRange {
  start: number;
  end: number;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/**
 * The span that a date literal means (`TODAY`, `LAST_MONTH`, `LAST_N_DAYS:7`), in UTC, weeks from Sunday; the fiscal
 * year is the calendar's.
 * @param count the number behind the colon
 * @returns undefined for a literal that SOQL does not have
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm
 */
export function dateLiteralRange(literal: string, now: number, count = 0): DateRange | undefined {
  const name = literal.toUpperCase().replace(/:.*$/, '').replace('FISCAL_', '');
  const range = (unit: Unit, from: number, to: number) => ({
    start: startOf(unit, now, from),
    end: startOf(unit, now, to + 1),
  });
  const single: Readonly<Record<string, DateRange>> = {
    YESTERDAY: range('DAY', -1, -1),
    TODAY: range('DAY', 0, 0),
    TOMORROW: range('DAY', 1, 1),
    LAST_90_DAYS: range('DAY', -90, 0),
    NEXT_90_DAYS: range('DAY', 1, 90),
  };
  if (single[name] !== undefined) return single[name];
  const simple = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(name);
  if (simple !== null) {
    const offset = { LAST: -1, THIS: 0, NEXT: 1 }[simple[1] as 'LAST' | 'THIS' | 'NEXT'];
    return range(simple[2] as Unit, offset, offset);
  }
  const counted =
    /^(?:(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S|N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO)$/.exec(name);
  if (counted === null) return undefined;
  const unit = (counted[2] ?? counted[3]) as Unit;
  if (counted[3] !== undefined) return range(unit, -count, -count);
  if (counted[1] === 'NEXT') return range(unit, 1, count);
  // LAST_N_DAYS goes on up to the current moment's day, the longer units end before the current one.
  return range(unit, -count, unit === 'DAY' ? 0 : -1);
}

/** The first moment of the unit that lies `offset` units from the one that holds `now`. */
function startOf(unit: Unit, now: number, offset: number): number {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (unit) {
    case 'DAY':
      return Date.UTC(year, month, day + offset);
    case 'WEEK':
      return Date.UTC(year, month, day - date.getUTCDay() + 7 * offset);
    case 'MONTH':
      return Date.UTC(year, month + offset);
    case 'QUARTER':
      return Date.UTC(year, month - (month % 3) + 3 * offset);
    case 'YEAR':
      return Date.UTC(year + offset, 0);
  }
}
