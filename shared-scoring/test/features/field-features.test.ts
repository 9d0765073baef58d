import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FieldDefinition, FieldKind, FieldValue } from '../../src/domain/field.ts';
import { encodeTable, fitEncoding } from '../../src/features/encoding.ts';
import { featureValues, fieldFeatures } from '../../src/features/field-features.ts';
import { createTableBuilder } from '../../src/features/table-builder.ts';

const AS_OF = new Date('2026-11-22T12:00:00Z');
const field = (kind: FieldKind): FieldDefinition => ({ name: 'x', label: 'X', kind });
const featuresOf = (kind: FieldKind, value: FieldValue, asOf: Date | undefined = AS_OF) =>
  featureValues([field(kind)], { x: value }, asOf);

describe('fieldFeatures', () => {
  it('makes numbers, categories and booleans features of the same name', () => {
    for (const kind of ['number', 'category', 'boolean'] as const) {
      const [feature, ...others] = fieldFeatures(field(kind));
      assert.deepEqual([feature.name, feature.label, feature.kind, others.length], ['x', 'X', kind, 0]);
      assert.equal(feature.derived, undefined);
    }
  });

  it('says of each derived feature what it tells of which field', () => {
    const [age] = fieldFeatures({ name: 'signed_up', label: 'Signed up', kind: 'date' });
    assert.equal(age.name, 'signed_up:age_days');
    assert.equal(age.label, 'Signed up: days ago');
    assert.deepEqual(age.derived, { source: 'signed_up', sourceLabel: 'Signed up', aspect: 'age_days' });
  });
});

describe('featureValues', () => {
  it('reads dates as age, month and weekday', () => {
    const expected = { 'x:age_days': 3, 'x:month': 'November', 'x:weekday': 'Thursday' };
    assert.deepEqual(featuresOf('date', '2026-11-19'), expected);
    assert.deepEqual(featuresOf('date', Date.parse('2026-11-19')), expected);
  });

  it('takes dates that are not yet known, or no dates, as missing', () => {
    const missing = { 'x:age_days': null, 'x:month': null, 'x:weekday': null };
    for (const value of ['2026-11-22T12:00:00.001Z', '2027-01-01', 'soon', '2026-02-30', 1e300, true, null])
      assert.deepEqual(featuresOf('date', value), missing, String(value));
    assert.deepEqual(featureValues([field('date')], { x: '2026-11-19' }), missing);
  });

  it('reads job titles as themselves, seniority and function', () => {
    assert.deepEqual(featuresOf('title', 'Head of Sales'), {
      x: 'Head of Sales',
      'x:seniority': 'director',
      'x:function': 'sales',
    });
  });

  it('keeps of e-mail, phone, address, text and identifier no word that they hold', () => {
    assert.deepEqual(featuresOf('email', 'ada@gmail.com'), { 'x:domain_kind': 'free' });
    for (const kind of ['phone', 'address', 'identifier'] as const) {
      assert.deepEqual(featuresOf(kind, ' +49 30 1234 '), { 'x:given': true });
      assert.deepEqual(featuresOf(kind, '  '), { 'x:given': false });
    }
    assert.deepEqual(featuresOf('text', ' call me '), { 'x:length': 7 });
    assert.deepEqual(featuresOf('text', ''), { 'x:length': null });
  });

  it('reads no field from the prototype of a record', () => {
    const fields: FieldDefinition[] = [{ name: 'constructor', label: 'C', kind: 'identifier' }];
    assert.deepEqual(featureValues(fields, {}), { 'constructor:given': false });
  });

  it('never depends on what happens after the as-of time', () => {
    const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2050-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(date, date, (at, asOf) => {
        const { 'x:age_days': age, 'x:month': month } = featuresOf('date', at.toISOString(), asOf);
        if (at > asOf) assert.deepEqual([age, month], [null, null]);
        else assert.ok(typeof age === 'number' && age >= 0 && month !== null);
      }),
    );
  });
});

describe('fitEncoding of derived columns', () => {
  it('remembers what they tell of which field', () => {
    const builder = createTableBuilder([{ name: 'mail', label: 'E-mail', kind: 'email' }]);
    const mails = ['a@gmail.com', 'a@acme.example'].flatMap(mail => Array<string>(5).fill(mail));
    builder.addPage(mails.map(mail => ({ mail })));
    const table = builder.build();
    const { features } = fitEncoding(table);
    assert.deepEqual(features, [
      {
        kind: 'category',
        name: 'mail:domain_kind',
        label: 'E-mail: kind of domain',
        derived: { source: 'mail', sourceLabel: 'E-mail', aspect: 'domain_kind' },
        levels: ['business', 'free'],
        hasOther: false,
      },
    ]);
    assert.equal(encodeTable(features, table).columns.length, 1);
  });
});
