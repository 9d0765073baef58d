import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { objectTypeNamed } from '../../hubspot/objects/object-type.ts';
import { PlatformError } from '../../hubspot/platform-error.ts';
import { openPortal, type Portal } from '../../hubspot/portal/portal.ts';
import { searchObjects } from '../../hubspot/search/search-objects.ts';
import { withPortal, writePortal } from './portal-fixture.ts';

const CONTACTS = objectTypeNamed('contacts');

interface FilterInput {
  propertyName: string;
  operator: string;
  value?: string;
  highValue?: string;
  values?: string[];
}

describe('the HubSpot stand-in’s search', () => {
  let directory: string;
  let portal: Portal;

  before(() => {
    directory = writePortal({
      contactCount: 300,
      seed: contact =>
        contact.id === '51' ? { ...contact, properties: { email: 'Only@Mail.example' } } : contact,
    });
    portal = openPortal(directory);
  });
  after(() => {
    portal.close();
    rmSync(directory, { recursive: true });
  });

  const search = (body: object) => searchObjects(portal, CONTACTS, body);
  const idsOf = (...filters: FilterInput[]) =>
    search({ filterGroups: [{ filters }], limit: 200 }).records.map(each => each.id);
  const total = (...filters: FilterInput[]) => search({ filterGroups: [{ filters }] }).total;
  const age = (operator: string, value: string) => total({ propertyName: 'age', operator, value });
  const refusal = (body: object) => {
    try {
      search(body);
    } catch (error) {
      assert.ok(error instanceof PlatformError);
      return error.message;
    }
    return assert.fail('the search passed');
  };

  it('compares numbers by size, moments by time and texts regardless of case', () => {
    assert.equal(age('GT', '9'), 299);
    assert.equal(age('LTE', '20') + age('GT', '20'), 299);
    assert.deepEqual(idsOf({ propertyName: 'email', operator: 'EQ', value: 'only@mail.EXAMPLE' }), ['51']);
    const since = Date.UTC(2026, 5, 1, 0, 290);
    for (const value of [String(since), new Date(since).toISOString()])
      assert.equal(total({ propertyName: 'lastmodifieddate', operator: 'GTE', value }), 10);
  });

  it('knows all operators', () => {
    assert.equal(total({ propertyName: 'age', operator: 'HAS_PROPERTY' }), 299);
    assert.equal(total({ propertyName: 'age', operator: 'NOT_HAS_PROPERTY' }), 1);
    assert.equal(age('EQ', '21') + age('NEQ', '21'), 300);
    const values = ['21', '22'];
    const inside = total({ propertyName: 'age', operator: 'IN', values });
    assert.equal(inside, 10);
    assert.equal(inside + total({ propertyName: 'age', operator: 'NOT_IN', values }), 300);
    assert.deepEqual(idsOf({ propertyName: 'lastname', operator: 'CONTAINS_TOKEN', value: '7' }), ['401']);
    assert.equal(total({ propertyName: 'lastname', operator: 'CONTAINS_TOKEN', value: 'love*' }), 299);
    assert.equal(total({ propertyName: 'lastname', operator: 'CONTAINS_TOKEN', value: 'love' }), 0);
  });

  it('joins filters with and, groups with or', () => {
    const low = { propertyName: 'age', operator: 'LT', value: '30' };
    const lost = { propertyName: 'hs_lead_status', operator: 'EQ', value: 'UNQUALIFIED' };
    const both = total(low, lost);
    const either = search({ filterGroups: [{ filters: [low] }, { filters: [lost] }] }).total;
    assert.equal(either, total(low) + total(lost) - both);
  });

  it('is walked completely by ids greater than the last one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), limit => {
        const seen: string[] = [];
        for (let last = '0'; ; last = seen.at(-1) ?? '0') {
          const page = search({
            filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: 'GT', value: last }] }],
            sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
            limit,
          });
          seen.push(...page.records.map(each => each.id));
          if (page.next === undefined) break;
        }
        assert.deepEqual(seen, [...portal.table(CONTACTS).ids]);
      }),
      { numRuns: 20 },
    );
  });

  it('makes BETWEEN the same as both of its ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (low, high) => {
        const between = {
          propertyName: 'age',
          operator: 'BETWEEN',
          value: String(low),
          highValue: String(high),
        };
        const from = { propertyName: 'age', operator: 'GTE', value: String(low) };
        const to = { propertyName: 'age', operator: 'LTE', value: String(high) };
        assert.deepEqual(idsOf(between), idsOf(from, to));
      }),
    );
  });

  it('refuses what is above its caps', () => {
    const filter = { propertyName: 'age', operator: 'HAS_PROPERTY' };
    const groups = (count: number, size: number) =>
      Array.from({ length: count }, () => ({ filters: Array.from({ length: size }, () => filter) }));
    assert.match(refusal({ limit: 201 }), /max page size of 200/);
    assert.match(refusal({ after: '9900', limit: 200 }), /10000 results/);
    for (const filterGroups of [groups(6, 1), groups(1, 7), groups(5, 4)])
      assert.match(refusal({ filterGroups }), /at most 5 filter groups of 6 filters, 18 in all/);
    assert.equal(search({ filterGroups: groups(3, 6) }).total, 299);
  });

  it('refuses unknown properties, operators and filters without their value', () => {
    const one = (filter: object) => ({ filterGroups: [{ filters: [filter] }] });
    assert.match(refusal(one({ propertyName: 'nope', operator: 'EQ', value: '1' })), /nope/);
    assert.match(refusal(one({ propertyName: 'age', operator: 'LIKE', value: '1' })), /operator/);
    assert.match(refusal(one({ propertyName: 'age', operator: 'EQ' })), /needs 'value'/);
    assert.match(refusal(one({ propertyName: 'age', operator: 'IN', value: '1' })), /needs 'values'/);
  });

  it('needs a body, of at most 3,000 characters', async () => {
    await withPortal({ contactCount: 1 }, async served => {
      const path = '/crm/objects/2026-03/contacts/search';
      assert.equal((await served.call('POST', path)).status, 400);
      assert.equal((await served.call('POST', path, {})).status, 200);
      assert.equal((await served.call('POST', path, { query: 'x'.repeat(3000) })).status, 400);
    });
  });
});
