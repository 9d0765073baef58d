import assert from 'node:assert/strict';
import type { FieldKind } from '@aix/shared-scoring';
import fc from 'fast-check';
import { leadFromRow } from '../../src/connectors/salesforce/mapping.ts';

const CREATED = '2026-11-01T10:00:00.000+0000';
const ROW = {
  Id: '00Q000000000001EAA',
  CreatedDate: CREATED,
  SystemModstamp: '2026-11-02T10:00:00.000+0000',
};
const mapped = (kind: FieldKind) => [{ field: 'x', kind, source: 'X__c' }];
const read = (kind: FieldKind, value: unknown) => {
  const { fields, problems } = leadFromRow({ ...ROW, X__c: value }, mapped(kind));
  return { value: fields.x, problem: problems[0]?.problem };
};

describe('leadFromRow', () => {
  it('reads values as their kinds', () => {
    assert.equal(read('number', 41.5).value, 41.5);
    assert.equal(read('boolean', false).value, false);
    assert.equal(read('category', ' clerk ').value, 'clerk');
    assert.equal(read('date', '2026-11-05').value, '2026-11-05T00:00:00.000Z');
    assert.equal(read('email', ' ada@engines.example ').value, 'ada@engines.example');
  });

  it('takes numbers and yes or no that stand in text fields', () => {
    assert.equal(read('number', ' -1.5e3 ').value, -1500);
    assert.equal(read('boolean', 'TRUE').value, true);
    assert.equal(read('category', 3).value, '3');
  });

  it('counts what cannot be used as missing, and says why without the value', () => {
    const expected: [FieldKind, unknown, string][] = [
      ['number', 'secret', 'X__c holds text where a number belongs'],
      ['number', true, 'X__c holds yes or no where a number belongs'],
      ['number', '1e999', 'X__c holds text where a number belongs'],
      ['boolean', 'maybe', 'X__c holds text where yes or no belongs'],
      ['boolean', 1, 'X__c holds a number where yes or no belongs'],
      ['date', 'soon', 'X__c holds text where a date belongs'],
      ['date', 5, 'X__c holds a number where a date belongs'],
      ['address', { city: 'x' }, 'X__c holds a compound value where text belongs'],
      ['category', { city: 'x' }, 'X__c holds a compound value where text belongs'],
    ];
    for (const [kind, value, problem] of expected)
      assert.deepEqual(read(kind, value), { value: null, problem });
  });

  it('finds nothing wrong with an empty value', () => {
    for (const empty of [null, undefined, '', '   '])
      assert.deepEqual(read('category', empty), { value: null, problem: undefined });
  });

  it('names a mapped field that the org does not show', () => {
    const { fields, problems } = leadFromRow(ROW, mapped('number'));
    assert.equal(fields.x, null);
    assert.match(problems[0]?.problem ?? '', /^X__c does not exist on the lead or may not be read$/);
  });

  it('cuts huge texts', () => {
    const lead = leadFromRow(
      { ...ROW, Company: 'c'.repeat(40_000), X__c: 'x'.repeat(40_000) },
      mapped('category'),
    );
    assert.equal(lead.company?.length, 255);
    assert.equal(String(lead.fields.x).length, 255);
  });

  it('tells open, lost and converted apart', () => {
    const outcome = (row: object) => leadFromRow({ ...ROW, ...row }, []).outcome;
    assert.deepEqual(outcome({ Status: 'Working - Contacted' }), { kind: 'open' });
    assert.deepEqual(outcome({ Status: 'Closed - Not Converted' }), { kind: 'lost' });
    assert.deepEqual(outcome({ Status: 'Closed - Junk' }), { kind: 'lost' });
    assert.deepEqual(outcome({ Status: 'Closed - Converted' }), { kind: 'open' });
    assert.deepEqual(outcome({ IsConverted: true, ConvertedDate: '2026-11-05' }), {
      kind: 'converted',
      at: new Date('2026-11-05'),
    });
  });

  it('never lets a lead convert before it was created', () => {
    const { outcome, createdAt } = leadFromRow(
      { ...ROW, IsConverted: true, ConvertedDate: '2026-11-01' },
      [],
    );
    assert.deepEqual(outcome, { kind: 'converted', at: createdAt });
  });

  it('takes the last change for the day of a conversion that has none', () => {
    const { outcome, modifiedAt } = leadFromRow({ ...ROW, IsConverted: true, ConvertedDate: null }, []);
    assert.deepEqual(outcome, { kind: 'converted', at: modifiedAt });
  });

  it('makes a lead of any row, with well-formed texts that a database can hold', () => {
    const row = fc.record(
      {
        Id: fc.string(),
        Name: fc.anything(),
        Email: fc.anything(),
        Company: fc.string({ unit: 'binary', maxLength: 600 }),
        CreatedDate: fc.anything(),
        SystemModstamp: fc.anything(),
        IsConverted: fc.anything(),
        ConvertedDate: fc.anything(),
        Status: fc.anything(),
        X__c: fc.anything(),
      },
      { requiredKeys: ['Id'] },
    );
    fc.assert(
      fc.property(
        row,
        fc.constantFrom<FieldKind>('number', 'category', 'boolean', 'date', 'text'),
        (value, kind) => {
          const lead = leadFromRow(value, mapped(kind));
          assert.ok(lead.createdAt instanceof Date && !Number.isNaN(lead.createdAt.getTime()));
          for (const text of [lead.name, lead.email, lead.company, lead.fields.x])
            if (typeof text === 'string')
              assert.ok(text.isWellFormed() && !text.includes('\u0000') && text.length <= 255);
          if (typeof lead.fields.x === 'number') assert.ok(Number.isFinite(lead.fields.x));
        },
      ),
    );
  });
});
