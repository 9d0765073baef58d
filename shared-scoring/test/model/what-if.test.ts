import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FieldDefinition, FieldValue, FieldValues } from '../../src/domain/field.ts';
import { createTableBuilder } from '../../src/features/table-builder.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';
import { predictLogOdds } from '../../src/model/score-table.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { whatIf, whatIfEach, whatIfRange } from '../../src/model/what-if.ts';

const AS_OF = new Date('2026-06-01T12:00:00Z');
const MS_PER_DAY = 86_400_000;
const FIELDS: FieldDefinition[] = [
  { name: 'employees', label: 'Employees', kind: 'number' },
  { name: 'industry', label: 'Industry', kind: 'category' },
  { name: 'consent', label: 'Consent', kind: 'boolean' },
  { name: 'signed_up', label: 'Signed up', kind: 'date' },
  { name: 'title', label: 'Job title', kind: 'title' },
  { name: 'email', label: 'E-mail', kind: 'email' },
  { name: 'constant', label: 'Constant', kind: 'category' },
];
const INDUSTRIES = ['Software', 'Retail', 'Health', 'Mining'];
const INDUSTRY_EFFECTS = [0, -1, -2, 9];
const TITLES = ['CEO', 'VP Sales', 'Marketing Manager', 'Engineer', 'Intern'];
const DOMAINS = ['gmail.com', 'acme-works.example'];

/** Leads whose fields all tell something; one in a hundred is in Mining and converts, one has a million employees. */
function drawLeads(nRows: number, seed: number): { records: FieldValues[]; labels: Uint8Array } {
  const random = createRandom(seed);
  const labels = new Uint8Array(nRows);
  const records = Array.from({ length: nRows }, (_, row) => {
    const industry = row % 100 === 0 ? 3 : random.below(3);
    const [title, domain, age] = [random.below(5), random.below(2), random.below(400)];
    const employees = row === 7 ? 1_000_000 : 1 + random.below(500);
    const consent = random.next() < 0.5;
    const logOdds =
      employees / 250 +
      INDUSTRY_EFFECTS[industry] +
      (4 - title) / 2 +
      domain +
      Number(consent) -
      age / 200 -
      1.5;
    labels[row] = Number(random.next() < sigmoid(logOdds));
    const known = (value: FieldValue) => (random.next() < 0.1 ? null : value);
    return {
      employees: known(employees),
      industry: row % 100 === 0 ? INDUSTRIES[3] : known(INDUSTRIES[industry]),
      consent: known(consent),
      signed_up: known(new Date(AS_OF.getTime() - age * MS_PER_DAY).toISOString()),
      title: known(TITLES[title]),
      email: known(`someone@${DOMAINS[domain]}`),
      constant: 'same',
    };
  });
  return { records, labels };
}

function tableOf(records: FieldValues[]) {
  const builder = createTableBuilder(FIELDS);
  builder.addPage(records, AS_OF);
  return builder.build();
}

const { records, labels } = drawLeads(1500, 5);
const model = trainModel({ table: tableOf(records), labels, seed: 1 });
const lead = (values: FieldValues) => ({ fields: FIELDS, values, asOf: AS_OF });
const [first] = records;

const oddValue: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.constantFrom<FieldValue>(
    null,
    '',
    ' ',
    'Software',
    '__proto__',
    '2026-02-30',
    '2031-01-01',
    0,
    -0,
    1e308,
  ),
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(...records.flatMap(record => Object.values(record))),
);
const fieldName = fc.constantFrom(...FIELDS.map(({ name }) => name));
const oddLead = fc
  .record(Object.fromEntries(FIELDS.map(({ name }) => [name, oddValue])), { requiredKeys: [] })
  .map(values => lead(values as FieldValues));

describe('whatIf', () => {
  it('changes nothing by the value that the field has', () => {
    const unchanged = { logOdds: 0, propensity: 0, points: 0 };
    for (const values of records.slice(0, 30))
      for (const { name } of FIELDS)
        assert.deepEqual(whatIf(model, lead(values), { field: name, value: values[name] }), unchanged);
  });

  it('equals scoring the changed lead anew', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1499 }), fc.nat({ max: 1499 }), fieldName, (at, from, field) => {
        const value = records[from][field];
        const scores = predictLogOdds(model, tableOf([records[at], { ...records[at], [field]: value }]));
        const { logOdds, propensity, points } = whatIf(model, lead(records[at]), { field, value });
        assert.equal(logOdds, scores[1] - scores[0]);
        assert.equal(propensity, sigmoid(scores[1]) - sigmoid(scores[0]));
        assert.equal(points, model.scoreScale.pointsPerLogOdds * logOdds);
      }),
    );
  });

  it('carries a change to all that is derived from the field', () => {
    const intern = whatIf(model, lead({ ...first, title: null }), { field: 'title', value: 'Intern' });
    const chief = whatIf(model, lead({ ...first, title: null }), {
      field: 'title',
      value: 'Chief Executive',
    });
    assert.ok(chief.points > intern.points + 5, `${chief.points}, ${intern.points}`);
    const aged = whatIf(model, lead({ ...first, signed_up: AS_OF.toISOString() }), {
      field: 'signed_up',
      value: '2025-06-01',
    });
    assert.ok(aged.points < -5, String(aged.points));
  });

  it('refuses clearly or tells a finite change, whatever a lead and a value hold', () => {
    fc.assert(
      fc.property(oddLead, fieldName, oddValue, (odd, field, value) => {
        try {
          const change = whatIf(model, odd, { field, value });
          assert.ok(Object.values(change).every(Number.isFinite));
        } catch (error) {
          assert.ok(error instanceof TypeError && error.message.startsWith('whatIf requires'), String(error));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses an unknown field and a value of another kind, and says what it wants', () => {
    const ask = (field: string, value: FieldValue) => () => whatIf(model, lead(first), { field, value });
    const refusal = (name: string, message: string) => ({ name, message });
    assert.throws(
      ask('budget', 1),
      refusal('RangeError', 'whatIf requires a field of the lead, got "budget"'),
    );
    for (const [field, value, message] of [
      ['employees', 'many', 'whatIf requires a finite number or null for "employees", got "many"'],
      ['consent', 'yes', 'whatIf requires a boolean or null for "consent", got "yes"'],
      ['signed_up', 'soon', 'whatIf requires a date or null for "signed_up", got "soon"'],
    ] as const)
      assert.throws(ask(field, value), refusal('TypeError', message));
    const nothing = { field: 'title', value: undefined as unknown as FieldValue };
    assert.throws(() => whatIf(model, lead(first), nothing), TypeError);
  });
});

describe('whatIfEach', () => {
  it('asks for every known level as whatIf does, with the share of leads that have it', () => {
    const each = whatIfEach(model, lead(first), 'industry');
    assert.deepEqual(each.map(({ value }) => value).sort(), INDUSTRIES.toSorted());
    assert.ok(Math.abs(each.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-12);
    for (const { value, feature, share, ...change } of each) {
      assert.equal(feature, 'industry');
      assert.ok(share > 0);
      assert.deepEqual(change, whatIf(model, lead(first), { field: 'industry', value }));
    }
  });

  it('asks for numbers within the middle leads, never for an outlier', () => {
    const values = whatIfEach(model, lead(first), 'employees').map(({ value }) => Number(value));
    assert.equal(values.length, 8);
    assert.ok(Math.min(...values) > 40 && Math.max(...values) < 460, String(values));
  });

  it('asks for dates by their age, as whatIf does of the date itself', () => {
    for (const { feature, value, share, ...change } of whatIfEach(model, lead(first), 'signed_up')) {
      assert.equal(feature, 'signed_up:age_days');
      assert.ok(share > 0);
      const date = AS_OF.getTime() - Number(value) * MS_PER_DAY;
      assert.deepEqual(change, whatIf(model, lead(first), { field: 'signed_up', value: date }));
    }
  });

  it('asks for what is derived from a field where the field itself is not known', () => {
    const missing = lead({ ...first, email: null });
    const each = whatIfEach(model, missing, 'email');
    assert.deepEqual([...new Set(each.map(({ feature }) => feature))], ['email:domain_kind']);
    const business = each.find(({ value }) => value === 'business')!;
    const asked = whatIf(model, missing, { field: 'email', value: 'a@acme-works.example' });
    assert.equal(business.logOdds, asked.logOdds);
  });

  it('asks yes and no of a boolean', () => {
    const each = whatIfEach(model, lead(first), 'consent');
    const asked = (value: boolean) => whatIf(model, lead(first), { field: 'consent', value }).logOdds;
    for (const { value, logOdds } of each) assert.equal(logOdds, asked(value === 'yes'));
    assert.deepEqual(each.map(({ value }) => value).sort(), ['no', 'yes']);
  });
});

describe('whatIfRange', () => {
  it('spans what the field could do for a lead that lacks it, without levels that hardly any lead has', () => {
    const missing = lead({ ...first, industry: null });
    const { low, high } = whatIfRange(model, missing, 'industry')!;
    assert.deepEqual([low.value, high.value], ['Health', 'Software']);
    assert.ok(low.points < 0 && high.points > 0);
    const mining = whatIf(model, missing, { field: 'industry', value: 'Mining' });
    assert.ok(mining.points > high.points + 5, `${mining.points}, ${high.points}`);
  });

  it('is null for a field that the model does not use', () => {
    assert.equal(whatIfRange(model, lead(first), 'constant'), null);
    assert.throws(() => whatIfRange(model, lead(first), 'budget'), RangeError);
  });
});
