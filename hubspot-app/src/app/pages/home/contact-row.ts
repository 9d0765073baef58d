import type { CrmSearchResultItem } from '@hubspot/ui-extensions';
import { bandNames, MARKS } from '../generated/bands.ts';
import { fillIn } from '../generated/fill-in.ts';
import type { Reader } from '../generated/reader.ts';
import { savedTime } from '../generated/saved-time.ts';

/** A contact in the list, every text finished; empty where the contact has nothing to say. */
export interface ContactRow {
  objectId: number;
  name: string;
  score: string;
  trend: string;
  updated: string;
}

/** The line of a contact, as it is read at `now`. */
export function contactRow(
  { objectId, properties }: CrmSearchResultItem,
  reader: Reader,
  now: Date,
): ContactRow {
  const scoredAt = momentOf(properties.aix_scored_at);
  return {
    objectId,
    name: contactName(properties, reader),
    score: scoreText(properties, reader),
    trend: trendText(properties.aix_trend_7d, reader),
    updated: scoredAt === null ? '' : savedTime(scoredAt, now, reader),
  };
}

/** Whom a contact is about: "Grace Hopper, Navy". */
export function contactName(properties: CrmSearchResultItem['properties'], { texts }: Reader): string {
  const person = [properties.firstname, properties.lastname].filter(part => part).join(' ');
  return [person || texts.noName, properties.company].filter(part => part).join(', ');
}

function scoreText(properties: CrmSearchResultItem['properties'], { texts }: Reader): string {
  const names = bandNames(texts);
  const band = (['Hot', 'Warm', 'Nurture', 'Low'] as const).find(each => each === properties.aix_band);
  if (band === undefined || !properties.aix_score) return '';
  return `${MARKS[band]} ${names[band]} · ${properties.aix_score}`;
}

function trendText(written: string | null | undefined, { texts }: Reader): string {
  const points = Number(written || Number.NaN);
  if (Number.isNaN(points)) return '';
  if (points === 0) return texts.trendUnchanged;
  return points > 0 ? fillIn(texts.trendRisen, `+${points}`) : fillIn(texts.trendFallen, `−${-points}`);
}

/** HubSpot gives moments as ISO 8601 or as epoch milliseconds. */
function momentOf(written: string | null | undefined): string | null {
  if (!written) return null;
  const time = new Date(/^\d+$/.test(written) ? Number(written) : written);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
