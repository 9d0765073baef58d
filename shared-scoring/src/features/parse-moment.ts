/** How a column writes `3/4/2026`: 4 March or 3 April. */
export type SlashOrder = 'month-first' | 'day-first';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MS_PER_MINUTE = 60_000;
/** No form below is longer; a long text is refused before patterns search it. */
const LONGEST = 60;

const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const DAY_FIRST_BY_DOTS = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const YEAR_LAST = /^(\d{1,2})([-/])(\d{1,2})\2(\d{4})$/;
const DAY_THEN_WORD = /^(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})$/;
const WORD_THEN_DAY = /^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$/;
const WITH_TIME =
  /^(.+?)(?:T|,? +)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([ap])\.?m\.?)?(?: ?(z|utc|gmt|[+-]\d{2}:?\d{2}))?$/i;

/**
 * The instant that a text spells, epoch milliseconds: ISO 8601 and the forms in which exports write days (`31.12.2026`,
 * `12/31/2026`, `31-Dec-2026`, `Dec 31, 2026`), each with or without a time. Without a zone it is UTC, without a time
 * midnight. NaN when the text has the form of a date but no calendar has it (`2026-02-30`, `0000-00-00`); undefined when
 * it has not.
 */
export function parseMoment(text: string, slashOrder: SlashOrder = 'month-first'): number | undefined {
  if (text.length > LONGEST) return undefined;
  const withTime = WITH_TIME.exec(text);
  const day = parseDay(withTime === null ? text : withTime[1], slashOrder);
  if (day === undefined || withTime === null) return day;
  return day + timeOfDay(withTime);
}

/** Day first when some text of the column only makes sense so, otherwise month first, as American exports write. */
export function slashOrderOf(texts: readonly string[]): SlashOrder {
  const isDayFirst = texts.some(text => {
    const parts = YEAR_LAST.exec(text.split(/[T ,]/, 1)[0]);
    return parts !== null && Number(parts[1]) > 12;
  });
  return isDayFirst ? 'day-first' : 'month-first';
}

function parseDay(text: string, slashOrder: SlashOrder): number | undefined {
  let parts = YEAR_FIRST.exec(text);
  if (parts !== null) return dayOf(parts[1], Number(parts[3]), parts[4]);
  parts = DAY_FIRST_BY_DOTS.exec(text);
  if (parts !== null) return dayOf(parts[3], Number(parts[2]), parts[1]);
  parts = YEAR_LAST.exec(text);
  if (parts !== null) {
    const [day, month] = slashOrder === 'day-first' ? [parts[1], parts[3]] : [parts[3], parts[1]];
    return dayOf(parts[4], Number(month), day);
  }
  parts = DAY_THEN_WORD.exec(text);
  if (parts !== null) return dayOfWord(parts[3], parts[2], parts[1]);
  parts = WORD_THEN_DAY.exec(text);
  return parts === null ? undefined : dayOfWord(parts[3], parts[1], parts[2]);
}

function dayOfWord(year: string, word: string, day: string): number | undefined {
  const month = MONTHS.indexOf(word.slice(0, 3).toLowerCase());
  return month < 0 ? undefined : dayOf(year, month + 1, day);
}

/** `month` is 1..12. NaN for a day that does not exist. */
function dayOf(year: string, month: number, day: string): number {
  const instant = Date.UTC(Number(year), month - 1, Number(day));
  const found = new Date(instant);
  const exists = found.getUTCFullYear() === Number(year) && found.getUTCMonth() === month - 1;
  return exists && found.getUTCDate() === Number(day) ? instant : Number.NaN;
}

/** Milliseconds since midnight UTC; NaN for a time that no clock shows. */
function timeOfDay([, , hours, minutes, seconds = '0', fraction = '', half, zone]: RegExpExecArray): number {
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  // 60 is a leap second.
  if (hour > 24 || Number(minutes) > 59 || Number(seconds) > 60) return Number.NaN;
  const ms = Math.floor(Number(`0.${fraction || '0'}`) * 1000);
  return (hour * 60 + Number(minutes)) * MS_PER_MINUTE + Number(seconds) * 1000 + ms - zoneMs(zone);
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || /^[zug]/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * MS_PER_MINUTE;
}
