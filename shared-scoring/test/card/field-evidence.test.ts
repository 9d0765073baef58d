import assert from 'node:assert/strict';
import { fieldEvidence, starterEvidence } from '../../src/card/field-evidence.ts';
import type { FieldDefinition, FieldValue, FieldValues } from '../../src/domain/field.ts';
import { featureValues } from '../../src/features/field-features.ts';
import { createTableBuilder } from '../../src/features/table-builder.ts';
import type { Model } from '../../src/model/model.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { DEFAULT_STARTER } from '../../src/starter/starter.ts';

const FIELDS: FieldDefinition[] = [
  { name: 'calls', label: 'Calls', kind: 'number' },
  { name: 'country', label: 'Country', kind: 'category' },
  { name: 'opted_in', label: 'Opted in', kind: 'boolean' },
];
const ROWS = 480;
const RARE = ['Peru', 'Fiji', 'Oman', 'Mali', 'Chad', 'Cuba'];

/**
 * Leads whose rates can be told by hand. Calls are 10 to 17 or 30 to 37, with none between; the first half of the leads is
 * Norway, a tenth has no country or a rare one, ten are Kenya; who opted in converts three times out of four, others once.
 */
function makeLeads(): { records: FieldValues[]; labels: Uint8Array } {
  const countryOf = (row: number): FieldValue => {
    if (row < 240) return 'Norway';
    if (row < 264) return null;
    if (row < 288) return RARE[row % RARE.length]! + (row % 12);
    return row < 298 ? 'Kenya' : 'Japan';
  };
  const records = Array.from({ length: ROWS }, (_, row) => ({
    calls: (row % 2 === 0 ? 10 : 30) + ((row % 16) >> 1),
    country: countryOf(row),
    opted_in: row % 3 === 0,
  }));
  const labels = Uint8Array.from(records, ({ opted_in }, row) =>
    Number(opted_in ? row % 4 > 0 : row % 4 === 0),
  );
  return { records, labels };
}

describe('fieldEvidence', () => {
  let model: Model;

  before(() => {
    const { records, labels } = makeLeads();
    const builder = createTableBuilder(FIELDS);
    builder.addPage(records);
    model = trainModel({ table: builder.build(), labels, seed: 1 });
  });

  const evidenceOf = (field: string, value: FieldValue) =>
    fieldEvidence(model, { [field]: value }, [0.1, 0.2, 0.3]).find(each => each.field === field)!;

  it('has every feature of the model with its label and its contribution, in the model’s order', () => {
    const evidence = fieldEvidence(model, {}, [0.1, 0.2, 0.3]);
    assert.deepEqual(
      evidence.map(({ field, label, logOdds }) => [field, label, logOdds]),
      [
        ['calls', 'Calls', 0.1],
        ['country', 'Country', 0.2],
        ['opted_in', 'Opted in', 0.3],
      ],
    );
  });

  it('tells how leads with the same word did, against all', () => {
    const { value, peers } = evidenceOf('country', 'Norway');
    assert.equal(value, 'Norway');
    assert.deepEqual(peers?.alike, { by: 'value' });
    assert.equal(peers.averageRate, model.facts.baseRate);
  });

  it('tells how leads with the same answer did', () => {
    assert.equal(evidenceOf('opted_in', true).peers?.rate, 0.75);
    assert.equal(evidenceOf('opted_in', false).peers?.rate, 0.25);
  });

  it('tells how leads without a value did', () => {
    const { value, peers } = evidenceOf('country', null);
    assert.equal(value, null);
    assert.deepEqual(peers?.alike, { by: 'value' });
  });

  it('counts rare and unseen words together and says so', () => {
    for (const word of ['Peru0', 'Atlantis'])
      assert.deepEqual(evidenceOf('country', word).peers?.alike, { by: 'rareness' });
  });

  it('says nothing of fewer than twenty leads', () => {
    assert.equal(evidenceOf('country', 'Kenya').peers, undefined);
  });

  it('tells how leads with a number in the same range did', () => {
    const alike = evidenceOf('calls', 10).peers?.alike;
    assert.ok(alike?.by === 'range');
    assert.ok(alike.from === 10 && alike.to < 17, JSON.stringify(alike));
  });

  it('widens a range to hold a number that no lead had, so that the sentence is true', () => {
    for (const number of [-5, 22, 99]) {
      const alike = evidenceOf('calls', number).peers?.alike;
      assert.ok(alike?.by === 'range');
      assert.ok(alike.from <= number && number <= alike.to, `${number} in ${JSON.stringify(alike)}`);
    }
  });

  it('shows as missing what the model scored as missing', () => {
    const unreadable: [string, FieldValue][] = [
      ['calls', Number.NaN],
      ['calls', Number.POSITIVE_INFINITY],
      ['calls', 'many'],
      ['country', '  '],
    ];
    for (const [field, value] of unreadable) assert.equal(evidenceOf(field, value).value, null);
  });

  it('trims words as the model does', () => {
    assert.deepEqual(evidenceOf('country', ' Norway '), evidenceOf('country', 'Norway'));
  });

  it('has a field that the lead lacks as missing, whatever its name', () => {
    const inherited = {
      ...model,
      features: model.features.map(feature => ({ ...feature, name: 'toString' })),
    };
    assert.deepEqual(
      fieldEvidence(inherited, {}, [0, 0, 0]).map(({ value }) => value),
      [null, null, null],
    );
  });
});

describe('starterEvidence', () => {
  const fields: FieldDefinition[] = [
    { name: 'email', label: 'E-mail', kind: 'email' },
    { name: 'title', label: 'Job title', kind: 'title' },
  ];
  const table = (emails: readonly string[]) => {
    const builder = createTableBuilder(fields);
    builder.addPage(emails.map(email => ({ email, title: null })));
    return builder.build();
  };
  const evidenceOf = (model: Model, values: FieldValues) =>
    starterEvidence(model, featureValues(fields, values)).map(
      ({ field, value, logOdds, peers }) => [field, value, Math.round(100 * logOdds) / 100, peers] as const,
    );

  it('says what the starter assumes of a lead, with nothing of the tenant’s own behind it', () => {
    const model = trainModel({
      table: table([]),
      labels: new Uint8Array(),
      seed: 1,
      starter: DEFAULT_STARTER,
    });
    const values = { email: 'ada@gmail.com', title: 'Head of Sales' };
    assert.deepEqual(evidenceOf(model, values), [
      ['email:domain_kind', 'free', -0.4, undefined],
      ['title:seniority', 'director', 0.5, undefined],
    ]);
  });

  it('compares with the average lead, so that what all have alike is no sign', () => {
    const emails = Array.from({ length: 30 }, (_, at) => `a${at}@acme.example`);
    const model = trainModel({
      table: table(emails),
      labels: new Uint8Array(30),
      seed: 1,
      starter: DEFAULT_STARTER,
    });
    assert.deepEqual(evidenceOf(model, { email: 'ada@acme.example' })[0], [
      'email:domain_kind',
      'business',
      0,
      undefined,
    ]);
  });

  it('has nothing to say of a model without a starter', () => {
    const emails = ['a@acme.example', 'b@gmail.com', 'c@acme.example', 'd@gmail.com'];
    const repeated = Array.from({ length: 40 }, (_, at) => emails[at % 4]!);
    const labels = Uint8Array.from(repeated, (_, at) => at % 2);
    assert.deepEqual(starterEvidence(trainModel({ table: table(repeated), labels, seed: 1 }), {}), []);
  });
});
