import assert from 'node:assert/strict';
import { BANK_FIELDS } from '../../demo/bank-fields.ts';
import { DEMO_TENANT } from '../../demo/tenant.ts';
import { readDataRows } from './demo-fixture.ts';

describe('the demo tenant’s configuration', () => {
  const rows = readDataRows('leads.csv.gz');

  it('uses every column of the bank but the outcome and the duration, and says why not that', () => {
    const columns = Object.keys(rows[0]!).filter(column => column !== 'y');
    assert.deepEqual(
      BANK_FIELDS.map(({ column }) => column),
      columns,
    );
    const names = DEMO_TENANT.fields.map(({ name }) => name);
    assert.deepEqual(
      names,
      columns.filter(column => column !== 'duration').map(column => column.replaceAll('.', '_')),
    );
    assert.deepEqual(
      DEMO_TENANT.excludedFields.map(({ name }) => name),
      ['duration'],
    );
    assert.match(DEMO_TENANT.excludedFields[0]!.reason, /only after the call/);
  });

  it('finds each field in both CRMs', () => {
    const { salesforce, hubspot } = DEMO_TENANT.mappings;
    assert.deepEqual(
      hubspot.map(({ source }) => source),
      DEMO_TENANT.fields.map(({ name }) => name),
    );
    assert.deepEqual(
      salesforce.find(({ field }) => field === 'emp_var_rate'),
      { field: 'emp_var_rate', kind: 'number', source: 'Emp_Var_Rate__c' },
    );
    assert.deepEqual(
      salesforce.map(({ field, kind }) => ({ field, kind })),
      hubspot.map(({ field, kind }) => ({ field, kind })),
    );
  });

  it('lists every word that the data holds, and room for every number', () => {
    for (const { column, options = [], digits } of BANK_FIELDS) {
      const values = [...new Set(rows.map(row => row[column]!))];
      if (digits === undefined) {
        const known = options.map(({ value }) => value);
        assert.deepEqual(
          values.filter(value => !known.includes(value)),
          [],
          column,
        );
        continue;
      }
      for (const value of values) {
        const [whole = '', fraction = ''] = value.replace('-', '').split('.');
        assert.ok(
          fraction.length <= digits.scale && whole.length <= digits.precision - digits.scale,
          `${column} ${value}`,
        );
      }
    }
  });
});
