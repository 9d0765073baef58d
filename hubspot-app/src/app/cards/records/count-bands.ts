import type { Band } from '../generated/score-points.ts';

/** A record as HubSpot's association hook gives it, as far as scores are concerned. */
export interface AssociatedRecord {
  toObjectId: number;
  properties: Readonly<Record<string, string | null>>;
}

/** A record whose score stands on it. */
export interface ScoredRecord {
  objectId: number;
  name: string | null;
  band: Band;
  scorePoints: number;
}

const BANDS: readonly Band[] = ['Hot', 'Warm', 'Nurture', 'Low'];

/** The records that carry a score, best first. `nameOf` reads a record's name. */
export function scoredRecords(
  records: readonly AssociatedRecord[],
  nameOf: (properties: AssociatedRecord['properties']) => string | null,
): ScoredRecord[] {
  return records
    .flatMap(({ toObjectId, properties }) => {
      const band = BANDS.find(each => each === properties.aix_band);
      const scorePoints = Number.parseFloat(properties.aix_score ?? '');
      if (band === undefined || !Number.isFinite(scorePoints)) return [];
      return [{ objectId: toObjectId, name: nameOf(properties), band, scorePoints }];
    })
    .sort((a, b) => b.scorePoints - a.scorePoints);
}

/** How many of them are in each band, best band first. */
export function countBands(records: readonly ScoredRecord[]): { band: Band; count: number }[] {
  return BANDS.map(band => ({ band, count: records.filter(each => each.band === band).length }));
}

/** First and last name of a contact's properties; null where it has neither. */
export function contactName({ firstname, lastname }: AssociatedRecord['properties']): string | null {
  const name = [firstname, lastname].filter(part => part).join(' ');
  return name === '' ? null : name;
}
