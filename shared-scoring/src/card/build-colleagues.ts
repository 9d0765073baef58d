import type { Colleague } from './card-view.ts';
import { type Calendar, formatTime } from './format.ts';
import type { Band } from './score-points.ts';
import { cardTexts } from './texts/card-texts.ts';

/** Somebody of the lead's company who did something of late. */
export interface ColleagueFacts {
  /** The record that shows the person in the CRM that shows the card. */
  objectType: string;
  objectId: string;
  /** What stands on that record; both null without a score. */
  band: Band | null;
  scorePoints: number | null;
  lastActAt: Date;
}

/** That person in the reader's words, without the name. */
export function buildColleague(facts: ColleagueFacts, reader: Calendar): Colleague {
  const { objectType, objectId, band, scorePoints } = facts;
  const { bands, insight } = cardTexts(reader.locale);
  const active = insight.lastActive(formatTime(facts.lastActAt, reader));
  const text = band === null ? active : `${bands[band]} · ${scorePoints}, ${active}`;
  return { objectType, objectId, band, text };
}
