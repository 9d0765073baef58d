import type { Standing } from './card-view.ts';
import { type Calendar, formatDay, formatPoints, formatRemark } from './format.ts';
import type { Band, Cell } from './score-points.ts';
import { cardTexts } from './texts/card-texts.ts';
import type { StandingTexts } from './texts/standing-texts.ts';

/** What is known beside the score: its parts, where it comes from and goes to, and what people did about it. */
export interface StandingFacts {
  cell: Cell;
  /** Whole points from 0 to 100; 50 says nothing. */
  fitPoints: number;
  engagementPoints: number;
  /** Whether what acts are worth is an assumption. */
  isAssumed: boolean;
  /** Points gained over seven days; null when nothing was published then. */
  trend7d: number | null;
  /** What moved the points since the publication before; null where that is not known. */
  changes: { since: Date; points: Readonly<Record<keyof StandingTexts['parts'], number>> } | null;
  /** The score if nothing more happens; null where half-lives are assumed or nothing cools. */
  cooling: { at: Date; scorePoints: number } | null;
  /** What was published before, oldest first; empty where that is not known. */
  history: readonly { at: Date; scorePoints: number }[];
  /** `reason` is undefined where nobody may know it any more. */
  override: { overrideId: string; band: Band; endsAt: Date; reason?: string } | null;
  receiptId: string;
}

/** In the order in which people care. */
const PARTS = ['events', 'fields', 'decay', 'model', 'override'] as const;

/** That part of the card, in the reader's words. */
export function buildStanding(facts: StandingFacts, scorePoints: number, reader: Calendar): Standing {
  const { bands, standing } = cardTexts(reader.locale);
  const { cell, fitPoints, engagementPoints, isAssumed, override, cooling } = facts;
  return {
    cell,
    fit: { points: fitPoints, text: standing.fit(fitPoints) },
    engagement: { points: engagementPoints, text: standing.engagement(engagementPoints, isAssumed) },
    trend: facts.trend7d === null ? null : trendOf(facts.trend7d, standing),
    history: historyOf(facts.history, standing, reader),
    changes: changesOf(facts, standing, reader),
    cooling: cooling && {
      scorePoints: cooling.scorePoints,
      text: standing.cooling(cooling.scorePoints, formatDay(cooling.at, reader)),
    },
    override: override && {
      overrideId: override.overrideId,
      band: override.band,
      endsAt: override.endsAt.toISOString(),
      text: standing.override(bands[override.band], formatDay(override.endsAt, reader), scorePoints),
      reason: override.reason === undefined ? null : { text: standing.reason(formatRemark(override.reason)) },
    },
    receiptId: facts.receiptId,
  };
}

/** How far back the line reaches, and of how many points it is made at most: the newest of them. */
const HISTORY_DAYS = 30;
const MOST_POINTS = 30;
const DAY_MS = 86_400_000;

/** The score that stood when the 30 days began is the first point, dated to their beginning. */
function historyOf(
  published: StandingFacts['history'],
  texts: StandingTexts,
  reader: Calendar,
): Standing['history'] {
  const begin = new Date(reader.now.getTime() - HISTORY_DAYS * DAY_MS);
  const before = published.filter(({ at }) => at < begin).slice(-1);
  const within = published.filter(({ at }) => at >= begin);
  const shown = [...before.map(point => ({ ...point, at: begin })), ...within].slice(-MOST_POINTS);
  const [first] = shown;
  const last = shown.at(-1);
  if (first === undefined || last === undefined) return null;
  if (shown.every(({ scorePoints }) => scorePoints === first.scorePoints)) return null;
  return {
    points: shown.map(({ at, scorePoints }) => ({ at: at.toISOString(), scorePoints })),
    text: texts.history(first.scorePoints, last.scorePoints, formatDay(first.at, reader)),
  };
}

function trendOf(points: number, texts: StandingTexts): NonNullable<Standing['trend']> {
  if (points === 0) return { points, text: texts.unchanged };
  return { points, text: (points > 0 ? texts.risen : texts.fallen)(formatPoints(points)) };
}

function changesOf({ changes }: StandingFacts, texts: StandingTexts, reader: Calendar): Standing['changes'] {
  const moved = PARTS.filter(part => changes !== null && changes.points[part] !== 0);
  if (changes === null || moved.length === 0) return null;
  const parts = moved.map(part => texts.parts[part](formatPoints(changes.points[part])));
  return { points: { ...changes.points }, text: texts.changes(formatDay(changes.since, reader), parts) };
}
