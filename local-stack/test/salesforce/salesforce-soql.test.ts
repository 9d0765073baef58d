import assert from 'node:assert/strict';
import fc from 'fast-check';
import { recordIdOf, type SalesforceStandIn, startSalesforceStandIn } from '../../salesforce/index.ts';
import { createRestClient, type RestClient } from './rest-client.ts';
import { createTemporaryOrg, type TemporaryOrg } from './temporary-org.ts';

/** Lead n: created at minute n of 1 September 2026; Age null for n of 11; see `createTemporaryOrg`. */
const FOUND: readonly (readonly [soql: string, leads: readonly number[]])[] = [
  ["WHERE Company = 'ÄRZTE & söhne' LIMIT 3", [0, 7, 14]],
  ["WHERE LastName IN ('Last3', 'Last5') OR Email = 'person1@mail.example'", [1, 3, 5]],
  ["WHERE LastName LIKE 'last1_' AND NOT LastName LIKE '%3'", [10, 11, 12, 14, 15, 16, 17, 18, 19]],
  ['WHERE IsConverted = true AND Age__c = null', [0, 55]],
  ['WHERE Age__c < 20 AND (Newsletter__c = TRUE OR Age__c = 19)', [1, 60, 61]],
  ["WHERE NOT (Job__c != 'clerk' OR IsConverted = false) AND Age__c > 70", []],
  ["WHERE Status NOT IN ('Open - Not Contacted', 'Closed - Converted') AND Age__c >= 60", [46, 51, 56]],
  ['WHERE CreatedDate = 2026-09-01T00:05:00Z', [5]],
  ['WHERE CreatedDate > 2026-09-01T01:01:00+00:00 ORDER BY CreatedDate DESC LIMIT 2', [63, 62]],
  ['WHERE CreatedDate = LAST_MONTH LIMIT 0', []],
  ['WHERE CreatedDate < TODAY AND CreatedDate > LAST_N_YEARS:99 ORDER BY CreatedDate LIMIT 1', [0]],
  [`WHERE Id = '${recordIdOf('00Q', 9).slice(0, 15)}'`, [9]],
  [`WHERE Id > '${recordIdOf('00Q', 61)}' ORDER BY Id`, [62, 63]],
  ["WHERE Owner.Username = 'integration@bank.example' LIMIT 1", [0]],
  ['ORDER BY Age__c NULLS LAST, Id LIMIT 3', [60, 1, 61]],
  ['ORDER BY Age__c, Id LIMIT 2', [0, 11]],
  ['ORDER BY Age__c DESC NULLS FIRST, Id DESC LIMIT 2', [55, 44]],
  ['ORDER BY Id LIMIT 2 OFFSET 3', [3, 4]],
];

const REFUSED: readonly (readonly [soql: string, code: string, message: RegExp])[] = [
  [
    'SELECT Id, Nope__c FROM Lead',
    'INVALID_FIELD',
    /Row:1:Column:12\nNo such column 'Nope__c' on entity 'Lead'/,
  ],
  ['SELECT Id FROM Nope__c', 'INVALID_TYPE', /sObject type 'Nope__c' is not supported/],
  ['SELECT Nope.Name FROM Lead', 'INVALID_FIELD', /Didn't understand relationship 'Nope'/],
  ['SELECT FROM Lead', 'MALFORMED_QUERY', /unexpected token: 'FROM'/],
  ['SELECT Id FROM Lead WHERE', 'MALFORMED_QUERY', /unexpected token: '<EOF>'/],
  ['', 'MALFORMED_QUERY', /unexpected token/],
  [
    "SELECT Id FROM Lead WHERE Age__c = '5'",
    'INVALID_FIELD',
    /must be of type double and should not be enclosed/,
  ],
  [
    'SELECT Id FROM Lead WHERE LastName = 5',
    'INVALID_FIELD',
    /must be of type string and should be enclosed/,
  ],
  ["SELECT Id FROM Lead WHERE CreatedDate > '2026'", 'INVALID_FIELD', /of type dateTime and should not be/],
  ["SELECT Id FROM Lead WHERE IsConverted = 'true'", 'INVALID_FIELD', /of type boolean and should not be/],
  [
    "SELECT Id FROM Lead WHERE Id = 'a' AND Id = 'b' OR Id = 'c'",
    'MALFORMED_QUERY',
    /unexpected token: 'OR'/,
  ],
  ['SELECT Id FROM Lead LIMIT 5 OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', /SOQL offset/],
  ['SELECT FIELDS(ALL) FROM Lead', 'MALFORMED_QUERY', /LIMIT of at most 200/],
  ['SELECT Status, COUNT(Id) FROM Lead GROUP BY Status', 'MALFORMED_QUERY', /not run by this org/],
];

describe('the Salesforce stand-in’s SOQL', () => {
  const LEADS = 64;
  let org: TemporaryOrg;
  let standIn: SalesforceStandIn;
  let client: RestClient;

  before(async () => {
    org = createTemporaryOrg({ leadCount: LEADS });
    standIn = await startSalesforceStandIn({ directory: org.directory, pageSize: 10 });
    client = await createRestClient(standIn, org);
  });
  after(async () => {
    await standIn.close();
    org.remove();
  });
  const query = (soql: string) => client.send('GET', `/query?q=${encodeURIComponent(soql)}`);

  for (const [soql, leads] of FOUND) {
    it(`finds what it should ${soql}`, async () => {
      const expected = leads.map(lead => recordIdOf('00Q', lead));
      assert.deepEqual(await client.idsOf(`SELECT Id FROM Lead ${soql}`), expected);
    });
  }

  for (const [soql, code, message] of REFUSED) {
    it(`refuses ${soql || 'nothing at all'}`, async () => {
      const { status, body } = await query(soql);
      const [error] = body as { errorCode: string; message: string }[];
      assert.equal(status, 400);
      assert.equal(error?.errorCode, code);
      assert.match(error?.message ?? '', message);
    });
  }

  it('counts', async () => {
    const counted = { totalSize: 13, done: true, records: [] };
    assert.deepEqual((await query('SELECT COUNT() FROM Lead WHERE IsConverted = true')).body, counted);
  });

  it('gives all fields where they are asked for at once', async () => {
    const { body } = await query('SELECT FIELDS(ALL) FROM Lead ORDER BY Id LIMIT 1');
    const [lead] = (body as { records: Record<string, unknown>[] }).records;
    assert.equal(lead?.Job__c, 'clerk');
    assert.equal(lead?.Newsletter__c, true);
    assert.equal(lead?.Website, null);
  });

  it('reads users and the organization as records', async () => {
    const users = await query("SELECT Username FROM User WHERE Email = 'rep@bank.example'");
    assert.equal((users.body as { totalSize: number }).totalSize, 1);
    const { body } = await query('SELECT Id, IsSandbox FROM Organization');
    const [organization] = (body as { records: Record<string, unknown>[] }).records;
    assert.equal(organization?.Id, org.organizationId);
    assert.equal(organization?.IsSandbox, true);
  });

  it('shows a record on a later page as it is when the page is read', async () => {
    const first = await query('SELECT Id, Title FROM Lead ORDER BY Id');
    const later = recordIdOf('00Q', 11);
    await client.send('PATCH', `/sobjects/Lead/${later}`, { Title: 'Changed' });
    const { nextRecordsUrl } = first.body as { nextRecordsUrl: string };
    const { body } = await client.send('GET', nextRecordsUrl);
    const { records } = body as { records: { Id: string; Title: string | null }[] };
    assert.equal(records.find(({ Id }) => Id === later)?.Title, 'Changed');
  });

  it('forgets the oldest of more than ten open queries', async () => {
    const { nextRecordsUrl } = (await query('SELECT Id FROM Lead')).body as { nextRecordsUrl: string };
    for (let more = 0; more < 10; more++) await query('SELECT Id FROM Lead');
    const { status, body } = await client.send('GET', nextRecordsUrl);
    assert.equal(status, 400);
    assert.deepEqual(body, [{ message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' }]);
  });

  it('gives each row once, in order, whatever the conditions', async () => {
    const number = fc.integer({ min: 10, max: 80 });
    const condition = fc.oneof(
      fc.record({
        field: fc.constant('Age__c'),
        op: fc.constantFrom('<', '<=', '>', '>=', '=', '!='),
        value: number,
      }),
      fc.record({ field: fc.constant('IsConverted'), op: fc.constantFrom('=', '!='), value: fc.boolean() }),
    );
    const joined = fc.record({
      terms: fc.array(condition, { minLength: 1, maxLength: 4 }),
      by: fc.constantFrom('AND', 'OR'),
    });
    const all = Array.from({ length: LEADS }, (_, lead) => ({
      Age__c: lead % 11 === 0 ? null : 18 + (lead % 60),
      IsConverted: lead % 5 === 0,
    }));
    const holds = (actual: number | boolean | null, op: string, value: number | boolean) => {
      if (op === '=') return actual === value;
      if (op === '!=') return actual !== value;
      if (actual === null) return false;
      return op === '<'
        ? actual < value
        : op === '<='
          ? actual <= value
          : op === '>'
            ? actual > value
            : actual >= value;
    };
    await fc.assert(
      fc.asyncProperty(joined, async ({ terms, by }) => {
        const where = terms.map(({ field, op, value }) => `(${field} ${op} ${value})`).join(` ${by} `);
        const matches = (lead: (typeof all)[number]) => {
          const results = terms.map(({ field, op, value }) => holds(lead[field as 'Age__c'], op, value));
          return by === 'AND' ? results.every(Boolean) : results.some(Boolean);
        };
        const expected = all.flatMap((lead, index) => (matches(lead) ? [recordIdOf('00Q', index)] : []));
        assert.deepEqual(await client.idsOf(`SELECT Id FROM Lead WHERE ${where} ORDER BY Id`), expected);
      }),
      { numRuns: 60 },
    );
  });
});
