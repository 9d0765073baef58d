import { BANDS, type Band } from '@aix/shared-scoring';
import type { PublishedScore } from '../demo/summarize-outcome.ts';
import { readRecords } from '../stand-in/record-store.ts';

/** The scores that stand on the demo tenant's own records, in both CRMs, as its data team would export them. */
export function* readPublishedScores(directories: {
  salesforce: string;
  hubspot: string;
}): Iterable<PublishedScore> {
  for (const lead of readRecords(directories.salesforce, 'Id', 'Lead'))
    yield* publishedScore(lead.Email, lead.AIX_Probability__c, lead.AIX_Score__c, lead.AIX_Band__c);
  for (const contact of readRecords(directories.hubspot, 'id', 'contacts')) {
    const properties = contact.properties as Record<string, string | null>;
    yield* publishedScore(
      properties.email,
      properties.aix_probability,
      properties.aix_score,
      properties.aix_band,
    );
  }
}

function* publishedScore(
  email: unknown,
  propensity: unknown,
  points: unknown,
  band: unknown,
): Iterable<PublishedScore> {
  if (typeof email !== 'string' || !isBand(band)) return;
  yield { email, propensity: Number(propensity), scorePoints: Number(points), band };
}

function isBand(value: unknown): value is Band {
  return (BANDS as readonly unknown[]).includes(value);
}
