import { createDraw, type Draw, pick } from './leads/seeded-draw.ts';

/** What is told at a minute of the day of what somebody did. */
export interface DayEvent {
  /** The same when the same event is told again. */
  id: number;
  /** When it is told: 0 to 1,439. */
  minute: number;
  /** For so long nobody told of it; 0 as a rule. */
  lateMinutes: number;
  /** 0 for the busiest lead. */
  lead: number;
  signal: string;
  /** The page, where there was one. */
  path?: string;
}

type Did = Pick<DayEvent, 'signal' | 'path'>;

const MINUTES_PER_DAY = 1_440;
/** Most visits happen in office hours. */
const OFFICE_SHARE = 0.85;
const OFFICE = { from: 8 * 60, minutes: 10 * 60 };
const LONGEST_VISIT = 9;
/** Senders that heard no answer send again. */
const REPEATED_SHARE = 0.03;
const LATEST_REPEAT_MINUTES = 30;
/** Somebody was offline. */
const LATE_SHARE = 0.04;
const LATEST_MINUTES = 6 * 60;
/** How many of a hundred events. */
const SHARES: readonly [number, Did][] = [
  [34, { signal: 'page_view', path: '/' }],
  [14, { signal: 'page_view', path: '/docs' }],
  [12, { signal: 'pricing_view', path: '/pricing' }],
  [20, { signal: 'email_open' }],
  [10, { signal: 'email_click' }],
  [4, { signal: 'content_download', path: '/docs' }],
  [2, { signal: 'form_submit', path: '/contact' }],
  [2, { signal: 'webinar' }],
  [1, { signal: 'demo_request', path: '/pricing' }],
  [1, { signal: 'unsubscribe' }],
];
const DEEDS = SHARES.flatMap(([share, did]) => Array<Did>(share).fill(did));

/**
 * What is told of so many leads on one day, in the order of time: visits of one to nine events within minutes; a few leads are very
 * busy, most are quiet. Some events come late, some a second time. The same number makes the same day.
 */
export function visitsOfDay(day: number, { visits, leads }: { visits: number; leads: number }): DayEvent[] {
  const draw = createDraw(day, 'visits of a day');
  return Array.from({ length: visits }, (_, visit) => {
    const isInOffice = draw(visit, 0) < OFFICE_SHARE;
    const { from, minutes } = isInOffice ? OFFICE : { from: 0, minutes: MINUTES_PER_DAY };
    const begin = Math.floor(from + draw(visit, 1) * minutes);
    const lead = Math.floor(draw(visit, 2) ** 3 * leads);
    return Array.from({ length: 1 + Math.floor(LONGEST_VISIT * draw(visit, 3) ** 2) }, (_each, step) => ({
      minute: withinDay(begin + step),
      lead,
      ...pick(DEEDS, draw(visit, 4, step)),
    }));
  })
    .flat()
    .flatMap((event, id) => tellings({ ...event, id }, draw))
    .sort((a, b) => a.minute - b.minute);
}

/** The event once, or twice. */
function tellings(event: Omit<DayEvent, 'lateMinutes'>, draw: Draw): DayEvent[] {
  const { id, minute } = event;
  const isLate = draw(id, 5, 0) < LATE_SHARE;
  const told = { ...event, lateMinutes: isLate ? Math.ceil(draw(id, 5, 1) * LATEST_MINUTES) : 0 };
  if (draw(id, 5, 2) >= REPEATED_SHARE) return [told];
  const again = withinDay(minute + Math.ceil(draw(id, 5, 3) * LATEST_REPEAT_MINUTES));
  return [told, { ...told, minute: again, lateMinutes: told.lateMinutes + again - minute }];
}

function withinDay(minute: number): number {
  return Math.min(minute, MINUTES_PER_DAY - 1);
}
