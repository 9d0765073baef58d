import assert from 'node:assert/strict';
import type { FieldDefinition, FieldValues } from '../../src/domain/field.ts';
import type { Table } from '../../src/features/table.ts';
import { createTableBuilder } from '../../src/features/table-builder.ts';
import { findTableLeaks, leaveOutBlocked } from '../../src/model/find-table-leaks.ts';

const ROWS = 200;
const AS_OF = new Date('2026-06-01T00:00:00Z');
const labels = Uint8Array.from({ length: ROWS }, (_, row) => Number(row % 3 === 0));

function tableOf(fields: FieldDefinition[], valuesOf: (row: number) => FieldValues): Table {
  const builder = createTableBuilder(fields);
  builder.addPage(
    Array.from({ length: ROWS }, (_, row) => valuesOf(row)),
    AS_OF,
  );
  return builder.build();
}

/** Only who converted has a contract; all have a trial, each on a day of its own. */
const dates = tableOf(
  [
    { name: 'contract_on', label: 'Contract', kind: 'date' },
    { name: 'trial_on', label: 'Trial', kind: 'date' },
  ],
  row => ({
    contract_on: labels[row] ? Date.UTC(2025, 0, 1 + (row % 50)) : null,
    trial_on: Date.UTC(2025, 0, 1 + row),
  }),
);

describe('findTableLeaks', () => {
  it('tells of a field once for each sign, however many features are derived of it, by its label', () => {
    const suspects = findTableLeaks(dates, { labels, seed: 1 });
    assert.deepEqual(suspects.map(({ column, sign }) => [column, sign]).sort(), [
      ['Contract', 'missing_tells'],
      ['Contract', 'predicts_alone'],
    ]);
    for (const { sentence } of suspects) assert.match(sentence, /^"Contract" /);
  });

  it('names the field too where two share a label', () => {
    const fields = ['status_a', 'status_b'].map(
      name => ({ name, label: 'Status', kind: 'category' }) as const,
    );
    const table = tableOf(fields, row => ({ status_a: labels[row] ? 'won' : 'lost', status_b: 'same' }));
    const [first, ...rest] = findTableLeaks(table, { labels, seed: 1 });
    assert.deepEqual([first?.column, rest], ['Status (status_a)', []]);
  });
});

describe('leaveOutBlocked', () => {
  it('leaves out every feature of a field whose times prove a leak, and no other', () => {
    const outcomeAt = new Float64Array(ROWS).fill(100);
    const late = new Float64Array(ROWS).fill(120);
    const early = new Float64Array(ROWS).fill(80);
    const filledAt = dates.columns.map(({ derived }) => (derived?.source === 'contract_on' ? late : early));
    const suspects = findTableLeaks(dates, { labels, seed: 1, times: { outcomeAt, filledAt } });
    assert.deepEqual(
      suspects.map(({ column, sign, isBlocked }) => [column, sign, isBlocked]),
      [['Contract', 'filled_late', true]],
    );
    assert.deepEqual(
      leaveOutBlocked(dates, suspects).columns.map(({ name }) => name),
      ['trial_on:age_days', 'trial_on:month', 'trial_on:weekday'],
    );
  });
});
