import type { FieldValue, LeadFacts, Outcome } from '@aix/shared-scoring';
import type { RecordFacts } from '../store/crm-records.ts';

/**
 * One lead's facts from all records that show it, in whichever CRM. For each field the most recently changed record that
 * has a value wins; the lead is as old as its oldest record. A conversion counts wherever it happened, the earliest one
 * first; between open and lost the most recently changed record decides.
 */
export function mergeRecords(records: readonly RecordFacts[]): LeadFacts {
  const newestFirst = [...records].sort((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime());
  const firstKnown = <T>(pick: (facts: RecordFacts) => T | null): T | null => {
    for (const facts of newestFirst) {
      const value = pick(facts);
      if (value !== null) return value;
    }
    return null;
  };
  const names = new Set(records.flatMap(facts => Object.keys(facts.fields)));
  const fields: Record<string, FieldValue> = {};
  for (const name of [...names].sort()) fields[name] = firstKnown(facts => facts.fields[name] ?? null);

  return {
    email: firstKnown(facts => facts.email),
    name: firstKnown(facts => facts.name),
    company: firstKnown(facts => facts.company),
    fields,
    createdAt: new Date(Math.min(...records.map(facts => facts.createdAt.getTime()))),
    outcome: mergeOutcomes(newestFirst.map(facts => facts.outcome)),
  };
}

function mergeOutcomes(newestFirst: readonly Outcome[]): Outcome {
  const conversions = newestFirst.flatMap(outcome =>
    outcome.kind === 'converted' ? [outcome.at.getTime()] : [],
  );
  if (conversions.length > 0) return { kind: 'converted', at: new Date(Math.min(...conversions)) };
  return newestFirst[0] ?? { kind: 'open' };
}
