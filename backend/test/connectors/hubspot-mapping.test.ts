import assert from 'node:assert/strict';
import { SCORE_FIELDS } from '@aix/shared-scoring';
import fc from 'fast-check';
import type { FieldMapping } from '../../src/connectors/crm-record.ts';
import type { HubspotContact } from '../../src/connectors/hubspot/hubspot-api.ts';
import { propertiesToRead, toCrmLead } from '../../src/connectors/hubspot/mapping.ts';
import { SCORE_PROPERTIES, toHubspotProperties } from '../../src/connectors/hubspot/score-properties.ts';

const MAPPINGS: readonly FieldMapping[] = [
  { field: 'age', kind: 'number', source: 'age' },
  { field: 'job', kind: 'category', source: 'job_title' },
  { field: 'housing', kind: 'boolean', source: 'housing' },
];

function contact(properties: HubspotContact['properties']): HubspotContact {
  const times = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-02-01T00:00:00Z' };
  return { id: '51', properties, propertiesWithHistory: {}, ...times };
}

const leadOf = (properties: HubspotContact['properties']) => toCrmLead(contact(properties), MAPPINGS);

describe('toCrmLead', () => {
  it('turns a contact into canonical terms', () => {
    const properties = {
      email: 'ada@engines.example',
      firstname: 'Ada',
      lastname: 'Lovelace',
      company: 'Engines',
      age: '36',
      job_title: 'engineer',
      housing: 'true',
    };
    assert.deepEqual(leadOf(properties), {
      objectType: 'contact',
      objectId: '51',
      email: 'ada@engines.example',
      name: 'Ada Lovelace',
      company: 'Engines',
      createdAt: new Date('2026-01-01'),
      modifiedAt: new Date('2026-02-01'),
      outcome: { kind: 'open' },
      fields: { age: 36, job: 'engineer', housing: true },
      problems: [],
    });
  });

  it('names the contacts that were merged into this one, and nothing that is no id', () => {
    assert.deepEqual(leadOf({ hs_merged_object_ids: '52;53' }).mergedIds, ['52', '53']);
    for (const none of [null, '', '51', 'a;b', ';'])
      assert.equal(leadOf({ hs_merged_object_ids: none }).mergedIds, undefined);
  });

  it('takes null, empty, blank and absent values as missing, without a problem', () => {
    for (const nothing of [null, '', '   ', undefined]) {
      const lead = leadOf({ age: nothing, job_title: nothing, housing: nothing, email: nothing });
      assert.deepEqual(lead.fields, { age: null, job: null, housing: null });
      assert.deepEqual([lead.email, lead.name, lead.problems], [null, null, []]);
    }
  });

  it('reads dates, in days or in epoch milliseconds, and keeps every other text', () => {
    const mappings: FieldMapping[] = [
      { field: 'seen', kind: 'date', source: 'seen' },
      { field: 'mail', kind: 'email', source: 'mail' },
    ];
    const read = (seen: string) => toCrmLead(contact({ seen, mail: 'ada@engines.example' }), mappings);
    for (const seen of ['2026-11-05', '1793836800000'])
      assert.deepEqual(read(seen).fields, { seen: '2026-11-05T00:00:00.000Z', mail: 'ada@engines.example' });
    assert.deepEqual(read('soon').problems, [
      { field: 'seen', problem: 'seen holds something else where a date belongs' },
    ]);
  });

  it('takes values of the wrong type as missing and says so without the value', () => {
    const lead = leadOf({ age: '36 years', housing: 'perhaps' });
    assert.deepEqual(lead.fields, { age: null, job: null, housing: null });
    assert.deepEqual(lead.problems, [
      { field: 'age', problem: 'age holds text where a number belongs' },
      { field: 'housing', problem: 'housing holds something else where true or false belongs' },
    ]);
  });

  for (const text of ['0x10', 'Infinity', '1,5', '1e999', '--1', '.'])
    it(`does not take ${text} for a number`, () => assert.equal(leadOf({ age: text }).fields.age, null));

  it('cuts huge texts to 255 characters', () => {
    const huge = 'x'.repeat(4000);
    const lead = leadOf({ job_title: huge, company: huge, firstname: huge });
    assert.equal(String(lead.fields.job).length, 255);
    assert.deepEqual([lead.company?.length, lead.name?.length], [255, 255]);
    assert.match(lead.problems[0]?.problem ?? '', /more than 255 characters/);
  });

  it('never throws and names every mapped field, whatever the contact holds', () => {
    const value = fc.oneof(fc.string(), fc.constant(null), fc.constant(undefined));
    const properties = fc.record({
      age: value,
      job_title: value,
      housing: value,
      lifecyclestage: value,
      closedate: value,
    });
    fc.assert(
      fc.property(properties, fc.string(), fc.string(), (held, createdAt, updatedAt) => {
        const lead = toCrmLead({ ...contact(held), createdAt, updatedAt }, MAPPINGS);
        assert.deepEqual(Object.keys(lead.fields), ['age', 'job', 'housing']);
        assert.ok(!Number.isNaN(lead.createdAt.getTime()) && !Number.isNaN(lead.modifiedAt.getTime()));
      }),
    );
  });

  describe('the outcome', () => {
    const date = '2026-03-04T05:06:07.000Z';
    for (const name of ['hs_v2_date_entered_customer', 'hs_lifecyclestage_customer_date', 'closedate'])
      it(`is converted at ${name} in the customer stage`, () => {
        const { outcome } = leadOf({ lifecyclestage: 'customer', [name]: date });
        assert.deepEqual(outcome, { kind: 'converted', at: new Date(date) });
      });

    it('takes the date of the stage before the older ones, in either of its forms', () => {
      const { outcome } = leadOf({
        lifecyclestage: 'evangelist',
        hs_v2_date_entered_customer: String(Date.parse(date)),
        closedate: '2020-01-01T00:00:00Z',
      });
      assert.deepEqual(outcome, { kind: 'converted', at: new Date(date) });
    });

    it('takes the last change where no date is known, and says so', () => {
      const lead = leadOf({ lifecyclestage: 'customer' });
      assert.deepEqual(lead.outcome, { kind: 'converted', at: new Date('2026-02-01') });
      assert.equal(lead.problems.length, 1);
    });

    it('is lost when the lead status is unqualified, open otherwise', () => {
      assert.deepEqual(leadOf({ lifecyclestage: 'lead', hs_lead_status: 'UNQUALIFIED' }).outcome, {
        kind: 'lost',
      });
      assert.deepEqual(leadOf({ lifecyclestage: 'lead', hs_lead_status: 'NEW' }).outcome, { kind: 'open' });
      assert.deepEqual(leadOf({}).outcome, { kind: 'open' });
    });
  });
});

describe('propertiesToRead', () => {
  it('names every property that the mapping uses, once', () => {
    const names = propertiesToRead([...MAPPINGS, { field: 'firm', kind: 'category', source: 'company' }]);
    assert.equal(new Set(names).size, names.length);
    for (const name of [
      ...['email', 'lifecyclestage', 'hs_v2_date_entered_customer', 'hs_merged_object_ids'],
      ...['job_title', 'company'],
    ])
      assert.ok(names.includes(name), name);
  });
});

describe('toHubspotProperties', () => {
  it('makes every value a text in the field’s own form', () => {
    assert.deepEqual(
      toHubspotProperties({
        score: 71.4,
        probability: 0.28414,
        low: 1e-9,
        band: 'Hot',
        scored_at: '2026-11-22T10:00:00.000Z',
        override_until: '2026-11-30T00:00:00.000Z',
        cell: null,
      }),
      {
        aix_score: '71',
        aix_probability: '0.2841',
        aix_low: '0',
        aix_band: 'Hot',
        aix_scored_at: '2026-11-22T10:00:00.000Z',
        aix_override_until: '2026-11-30',
        aix_cell: '',
      },
    );
  });

  it('cuts a text to its field’s length', () => {
    const { aix_reason_1: reason } = toHubspotProperties({ reason_1: 'x'.repeat(300) });
    assert.deepEqual([reason?.length, reason?.endsWith('…')], [255, true]);
  });
});

describe('SCORE_PROPERTIES', () => {
  it('holds one property for each score field', () => {
    assert.deepEqual(
      SCORE_PROPERTIES.map(each => each.name),
      SCORE_FIELDS.map(each => `aix_${each.key}`),
    );
  });

  it('gives options to choices and to nothing else', () => {
    for (const { type, options } of SCORE_PROPERTIES)
      assert.equal(type === 'enumeration', options.length > 0);
  });
});
