import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FieldDefinition, FieldValue, FieldValues } from '../../src/domain/field.ts';
import { createTableBuilder } from '../../src/features/table-builder.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';
import { type EmptyField, findEmptyFields, planEmptyFields } from '../../src/model/empty-fields.ts';
import { predictLogOdds } from '../../src/model/score-table.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { whatIfRange } from '../../src/model/what-if.ts';

const AS_OF = new Date('2026-06-01T12:00:00Z');
const FIELDS: FieldDefinition[] = [
  { name: 'employees', label: 'Employees', kind: 'number' },
  { name: 'industry', label: 'Industry', kind: 'category' },
  { name: 'title', label: 'Job title', kind: 'title' },
  { name: 'email', label: 'E-mail', kind: 'email' },
  { name: 'trial', label: 'Trial started', kind: 'date' },
  { name: 'phone', label: 'Phone', kind: 'phone' },
  { name: 'constant', label: 'Constant', kind: 'category' },
];
const INDUSTRIES = ['Software', 'Retail', 'Health'];
const TITLES = ['CEO', 'Engineer', 'Intern'];

/** Leads of which employees tell most, then industry, trial and phone, then title, then e-mail. */
function drawLeads(nRows: number): { records: FieldValues[]; labels: Uint8Array } {
  const random = createRandom(3);
  const labels = new Uint8Array(nRows);
  const records = Array.from({ length: nRows }, (_, row) => {
    const [industry, title, domain] = [random.below(3), random.below(3), random.below(2)];
    const employees = 1 + random.below(500);
    const [hasTrial, hasPhone] = [random.next() < 0.5, random.next() < 0.5];
    const logOdds =
      employees / 100 -
      1.2 * industry -
      0.5 * title +
      0.3 * domain +
      2 * Number(hasTrial) +
      Number(hasPhone) -
      2.5;
    labels[row] = Number(random.next() < sigmoid(logOdds));
    const known = (value: FieldValue) => (random.next() < 0.1 ? null : value);
    return {
      employees: known(employees),
      industry: known(INDUSTRIES[industry]),
      title: known(TITLES[title]),
      email: known(`someone@${['gmail.com', 'acme-works.example'][domain]}`),
      trial: hasTrial ? '2026-05-01' : null,
      phone: hasPhone ? '+49 30 1' : null,
      constant: 'same',
    };
  });
  return { records, labels };
}

function tableOf(records: readonly FieldValues[]) {
  const builder = createTableBuilder(FIELDS);
  builder.addPage([...records], AS_OF);
  return builder.build();
}

const { records, labels } = drawLeads(1500);
const model = trainModel({ table: tableOf(records), labels, seed: 1 });
const plan = planEmptyFields(model, FIELDS);
const FULL: FieldValues = {
  employees: 250,
  industry: 'Retail',
  title: 'Engineer',
  email: 'a@acme-works.example',
  trial: '2026-05-01',
  phone: '+49 30 1',
  constant: 'same',
};

function ask(...values: FieldValues[]): (EmptyField | null)[] {
  const table = tableOf(values);
  return findEmptyFields(model, plan, { table, logOdds: predictLogOdds(model, table), values });
}

const range = (values: FieldValues, field: string) =>
  whatIfRange(model, { fields: FIELDS, values, asOf: AS_OF }, field)!;

describe('findEmptyFields', () => {
  it('finds nothing to add to a lead that has everything', () => {
    assert.deepEqual(ask(FULL), [null]);
  });

  it('says of an empty field what the what-if of that lead says', () => {
    for (const field of ['employees', 'industry', 'title', 'email']) {
      const values = { ...FULL, [field]: null };
      const { low, high } = range(values, field);
      assert.deepEqual(ask(values), [{ field, low: low.logOdds, high: high.logOdds }]);
    }
  });

  it('names the field that could move the lead most', () => {
    const [most] = ask({ ...FULL, employees: null, email: null, title: null });
    assert.equal(most?.field, 'employees');
    const [next] = ask({ ...FULL, industry: null, email: '' });
    assert.equal(next?.field, 'industry');
  });

  it('answers each of many leads as if it were asked alone', () => {
    const leads = fc.array(
      fc.record(
        Object.fromEntries(
          FIELDS.map(({ name }) => [
            name,
            fc.constantFrom(null, '', ' ', ...records.slice(0, 9).map(r => r[name])),
          ]),
        ),
        { requiredKeys: [] },
      ) as fc.Arbitrary<FieldValues>,
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(leads, drawn => {
        const together = ask(...drawn);
        assert.deepEqual(
          together,
          drawn.map(each => ask(each)[0]),
        );
        for (const each of together) assert.ok(each === null || each.low <= each.high);
      }),
      { numRuns: 50 },
    );
  });

  it('never asks for what did not happen, what is only counted, or what the model does not use', () => {
    const { trial, phone, constant, ...known } = FULL;
    assert.deepEqual(ask(known), [null]);
  });

  it('does not call a field empty whose value the model cannot read', () => {
    assert.deepEqual(ask({ ...FULL, industry: 'Never seen', title: 'Zyx', email: 'no address' }), [null]);
    assert.equal(ask({ ...FULL, industry: ' ' })[0]?.field, 'industry');
  });
});
