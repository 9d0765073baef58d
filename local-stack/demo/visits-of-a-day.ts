import { createDraw, pick } from './leads/seeded-draw.ts';

/** What somebody did at a minute of the day. */
export interface DayEvent {
  /** 0 to 1,439. */
  minute: number;
  /** 0 for the busiest lead. */
  lead: number;
  signal: string;
}

const MINUTES_PER_DAY = 1_440;
/** Most visits happen in office hours. */
const OFFICE_SHARE = 0.85;
const OFFICE = { from: 8 * 60, minutes: 10 * 60 };
const LONGEST_VISIT = 9;
const SIGNALS = [
  ...Array<string>(11).fill('page_view'),
  ...Array<string>(3).fill('email_click'),
  ...[
    'pricing_view',
    'pricing_view',
    'content_download',
    'webinar',
    'form_submit',
    'demo_request',
    'unsubscribe',
  ],
];

/**
 * What so many leads do on one day, in the order of time: visits of one to nine events within minutes; a few leads are very busy, most
 * are quiet. The same number makes the same day.
 */
export function visitsOfDay(day: number, { visits, leads }: { visits: number; leads: number }): DayEvent[] {
  const draw = createDraw(day, 'visits of a day');
  return Array.from({ length: visits }, (_, visit) => {
    const isInOffice = draw(visit, 0) < OFFICE_SHARE;
    const { from, minutes } = isInOffice ? OFFICE : { from: 0, minutes: MINUTES_PER_DAY };
    const begin = Math.floor(from + draw(visit, 1) * minutes);
    const lead = Math.floor(draw(visit, 2) ** 3 * leads);
    return Array.from({ length: 1 + Math.floor(LONGEST_VISIT * draw(visit, 3) ** 2) }, (_each, step) => ({
      minute: Math.min(begin + step, MINUTES_PER_DAY - 1),
      lead,
      signal: pick(SIGNALS, draw(visit, 4, step)),
    }));
  })
    .flat()
    .sort((a, b) => a.minute - b.minute);
}
