import { type KnownTimes, MISSING_WORDS, type Table } from '@aix/shared-scoring';
import { readMoment } from '../read-time.ts';

/** Where a CSV tells when outcomes were known and columns filled: positions of columns, by what they tell. */
export interface TimeColumns {
  outcome: TimeColumn;
  /** By the name of the column that they tell of. */
  filled: ReadonlyMap<string, TimeColumn>;
}

export interface TimeColumn {
  name: string;
  position: number;
}

/** Collects, row by row, when outcomes were known and values filled. */
export function createKnownTimes({ outcome, filled }: TimeColumns, missing: readonly string[]) {
  const isMissing = new Set<string>([...MISSING_WORDS, ...missing]);
  const collect = ({ name, position }: TimeColumn, option: 'outcome-time' | 'filled') => {
    const values: number[] = [];
    return {
      add(record: readonly string[], row: number) {
        const text = record[position]!.trim();
        values.push(isMissing.has(text) ? Number.NaN : readMoment(text, { column: name, row, option }));
      },
      finish: () => Float64Array.from(values),
    };
  };
  const outcomes = collect(outcome, 'outcome-time');
  const fillings = new Map([...filled].map(([name, column]) => [name, collect(column, 'filled')]));
  return {
    add(record: readonly string[], row: number) {
      outcomes.add(record, row);
      for (const filling of fillings.values()) filling.add(record, row);
    },
    /** The times of the table's columns; what is derived from a column was filled with it. */
    finish: ({ columns }: Table): KnownTimes => ({
      outcomeAt: outcomes.finish(),
      filledAt: columns.map(({ name, derived }) => fillings.get(derived?.source ?? name)?.finish()),
    }),
  };
}
