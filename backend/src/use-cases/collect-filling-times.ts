import type { KnownTimes, LeadFacts, Table } from '@aix/shared-scoring';
import type { Filling } from '../store/crm-records.ts';

const MS_PER_DAY = 86_400_000;

/** Collects, lead by lead, when outcomes were known and fields filled, for the check for leaks. */
export function createFillingTimes(fields: readonly { name: string }[], horizonDays: number) {
  const outcomeAt: number[] = [];
  const filledAt = new Map(fields.map(({ name }) => [name, [] as number[]]));
  return {
    add(
      lead: Pick<LeadFacts, 'createdAt' | 'outcome'>,
      label: 0 | 1,
      fillings: ReadonlyMap<string, Filling> | undefined,
    ) {
      const known = outcomeKnown(lead, label, horizonDays);
      outcomeAt.push(known.to);
      for (const [name, times] of filledAt) times.push(filledTime(fillings?.get(name), known));
    },
    /** The times of the table's columns; what is derived from a field was filled with it. */
    finish: ({ columns }: Table): KnownTimes => ({
      outcomeAt: Float64Array.from(outcomeAt),
      filledAt: columns.map(({ name, derived }) => {
        const times = filledAt.get(derived?.source ?? name);
        return times?.some(time => !Number.isNaN(time)) ? Float64Array.from(times) : undefined;
      }),
    }),
  };
}

/**
 * Within which moments the outcome came to be known: a conversion's own, or the end of the horizon without one. NaN of a lost
 * lead: no CRM tells when it was given up, and the reason was written then.
 */
function outcomeKnown(
  { createdAt, outcome }: Pick<LeadFacts, 'createdAt' | 'outcome'>,
  label: 0 | 1,
  horizonDays: number,
): { from: number; to: number } {
  if (outcome.kind === 'lost') return { from: Number.NaN, to: Number.NaN };
  const isConversion = label === 1 && outcome.kind === 'converted';
  const at = isConversion ? outcome.at.getTime() : createdAt.getTime() + horizonDays * MS_PER_DAY;
  // Exactly midnight in UTC is how CRMs give a day without a time.
  const isDay = isConversion && at % MS_PER_DAY === 0;
  return { from: at, to: isDay ? at + MS_PER_DAY - 1 : at };
}

/** NaN where it cannot be told whether the value came before the outcome or after: in the moment of the outcome it may be its work. */
function filledTime(filling: Filling | undefined, { from, to }: { from: number; to: number }): number {
  if (filling === undefined) return Number.NaN;
  const { after, by } = filling;
  const isTold = by < from || (after !== null && after >= to);
  return isTold ? by : Number.NaN;
}
