import { fileURLToPath } from 'node:url';
import { BANDS, type Band, measure } from '@aix/shared-scoring';
import { chooseRows, readBankRows } from './leads/bank-rows.ts';
import { createPersonMaker } from './leads/made-up-person.ts';

/** What a CRM record says of its lead after write-back. */
export interface PublishedScore {
  email: string;
  /** 0..1 */
  propensity: number;
  scorePoints: number;
  band: Band;
}

/** What the scores foretold and what happened, over the open leads of the demo. */
export interface Outcome {
  /** Open leads with a score on their record. */
  leads: number;
  /** Open leads without one: not eligible, or not written. */
  withoutScore: number;
  /** Leads with two records that do not say the same; the first record counts. */
  inconsistent: number;
  /** `null` unless both outcomes occur among the leads. */
  auc: number | null;
  /** Rate of conversion in the top tenth over that of all; `null` without conversions. */
  liftTop10: number | null;
  conversionByBand: BandOutcome[];
  /** Sum of the propensities. */
  expectedConversions: number;
  actualConversions: number;
}

export interface BandOutcome {
  band: Band;
  leads: number;
  expectedConversions: number;
  conversions: number;
  /** Share that converted, 0..1; `null` for a band without leads. */
  rate: number | null;
}

export interface OutcomeRequest {
  /** As read from the records of both CRMs, in any order; those of other leads are left aside. */
  scores: Iterable<PublishedScore>;
  /** Seed and size of the demo, which tell who the leads are. */
  seed: number;
  leadCount?: number;
  truthFile?: string;
}

interface JudgedScore extends PublishedScore {
  converted: boolean;
}

const TRUTH_FILE = fileURLToPath(new URL('data/held-out-truth.csv.gz', import.meta.url));

/**
 * Compares the published scores of the demo's open leads with what really became of them. The only code that opens the
 * held-out truth: call it after write-back.
 * @throws RangeError for a propensity outside 0..1
 * @throws InputError when the truth file cannot be read
 */
export async function summarizeOutcome(request: OutcomeRequest): Promise<Outcome> {
  const { scores, seed, leadCount, truthFile = TRUTH_FILE } = request;
  const truth = await readTruth(truthFile, seed, leadCount);
  const judged = new Map<string, JudgedScore>();
  const inconsistent = new Set<string>();
  for (const score of scores) {
    requireProbability(score.propensity);
    const email = score.email.toLowerCase();
    const converted = truth.get(email);
    if (converted === undefined) continue;
    const first = judged.get(email);
    if (first === undefined) judged.set(email, { ...score, converted });
    else if (!saysTheSame(first, score)) inconsistent.add(email);
  }
  return {
    ...summarize([...judged.values()]),
    withoutScore: truth.size - judged.size,
    inconsistent: inconsistent.size,
  };
}

/** Whether each open lead of the demo converted, by e-mail address. */
async function readTruth(file: string, seed: number, leadCount?: number): Promise<Map<string, boolean>> {
  const chosen = new Set(chooseRows(leadCount).rows);
  const personOf = createPersonMaker(seed);
  const truth = new Map<string, boolean>();
  for await (const { row, y } of readBankRows(file)) {
    if (chosen.has(Number(row))) truth.set(personOf(Number(row)).email, y === 'yes');
  }
  return truth;
}

function summarize(scores: readonly JudgedScore[]): Omit<Outcome, 'withoutScore' | 'inconsistent'> {
  const all = count(scores);
  const metrics =
    scores.length === 0
      ? undefined
      : measure(
          Float64Array.from(scores, ({ propensity }) => propensity),
          Uint8Array.from(scores, ({ converted }) => Number(converted)),
        );
  return {
    leads: all.leads,
    auc: finiteOrNull(metrics?.auc),
    liftTop10: finiteOrNull(metrics?.lift10),
    conversionByBand: BANDS.map(band => {
      const counts = count(scores.filter(score => score.band === band));
      return { band, ...counts, rate: counts.leads === 0 ? null : counts.conversions / counts.leads };
    }),
    expectedConversions: all.expectedConversions,
    actualConversions: all.conversions,
  };
}

function count(scores: readonly JudgedScore[]) {
  return {
    leads: scores.length,
    expectedConversions: scores.reduce((sum, { propensity }) => sum + propensity, 0),
    conversions: scores.filter(({ converted }) => converted).length,
  };
}

function saysTheSame(a: PublishedScore, b: PublishedScore): boolean {
  return a.propensity === b.propensity && a.scorePoints === b.scorePoints && a.band === b.band;
}

function requireProbability(propensity: number): void {
  if (propensity >= 0 && propensity <= 1) return;
  throw new RangeError(`summarizeOutcome requires propensities from 0 to 1, got ${propensity}`);
}

function finiteOrNull(value = Number.NaN): number | null {
  return Number.isFinite(value) ? value : null;
}
