import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordIdOf, type SalesforceStandIn, startSalesforceStandIn } from '../../salesforce/index.ts';
import { createRestClient, type RestClient } from './rest-client.ts';
import { addField, createTemporaryOrg, type TemporaryOrg } from './temporary-org.ts';

const OPEN = recordIdOf('00Q', 2);
const CONVERTED = recordIdOf('00Q', 5);
const DELETED = recordIdOf('00Q', 3);
const UNKNOWN = recordIdOf('00Q', 999);

const COLOURS = `<type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition>
<value><fullName>Red</fullName></value><value><fullName>Blue</fullName></value></valueSetDefinition></valueSet>`;

/** What fails the one record, and how. */
const REFUSED_PER_RECORD: readonly (readonly [
  what: string,
  id: string,
  values: object,
  code: string,
  fields: string[],
])[] = [
  ['a converted lead', CONVERTED, { Title: 'x' }, 'CANNOT_UPDATE_CONVERTED_LEAD', []],
  ['a deleted record', DELETED, { Title: 'x' }, 'ENTITY_IS_DELETED', []],
  ['an unknown record', UNKNOWN, { Title: 'x' }, 'INVALID_CROSS_REFERENCE_KEY', []],
  ['an id of another object', recordIdOf('003', 1), { Title: 'x' }, 'MALFORMED_ID', ['Id']],
  ['a text that is too long', OPEN, { Title: 'x'.repeat(129) }, 'STRING_TOO_LONG', ['Title']],
  [
    'a choice that is not offered',
    OPEN,
    { Colour__c: 'red' },
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    ['Colour__c'],
  ],
  ['a number with too many digits', OPEN, { Age__c: 1000 }, 'NUMBER_OUTSIDE_VALID_RANGE', ['Age__c']],
  [
    'a field that only the platform writes',
    OPEN,
    { IsConverted: true },
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    ['IsConverted'],
  ],
  ['an empty required field', OPEN, { LastName: null }, 'REQUIRED_FIELD_MISSING', ['LastName']],
  ['an e-mail address that is none', OPEN, { Email: 'nobody' }, 'INVALID_EMAIL_ADDRESS', ['Email']],
];

/** What fails the request as a whole. */
const REFUSED_REQUESTS: readonly (readonly [what: string, values: object, code: string])[] = [
  ['an unknown field', { Nope__c: 1 }, 'INVALID_FIELD'],
  ['a number where a text belongs', { Title: 5 }, 'JSON_PARSER_ERROR'],
  ['a text where a number belongs', { Age__c: 'old' }, 'JSON_PARSER_ERROR'],
  ['a text where yes or no belongs', { Newsletter__c: 'yes' }, 'JSON_PARSER_ERROR'],
  ['a list', { Title: ['x'] }, 'JSON_PARSER_ERROR'],
  ['a day that is none', { Due__c: '2026-13-45' }, 'JSON_PARSER_ERROR'],
];

describe('the Salesforce stand-in’s writes', () => {
  let org: TemporaryOrg;
  let standIn: SalesforceStandIn;
  let client: RestClient;

  beforeEach(async () => {
    org = createTemporaryOrg({ leadCount: 10 });
    addField(org.directory, 'Colour__c', COLOURS);
    addField(org.directory, 'Due__c', '<type>Date</type>');
    addField(org.directory, 'Seen__c', '<type>DateTime</type>');
    addField(org.directory, 'Share__c', '<type>Number</type><precision>5</precision><scale>4</scale>');
    markDeleted(org, DELETED);
    await start();
  });
  afterEach(async () => {
    await standIn.close();
    org.remove();
  });
  const start = async () => {
    standIn = await startSalesforceStandIn({ directory: org.directory });
    client = await createRestClient(standIn, org);
  };
  const update = (records: object[], allOrNone = false) =>
    client.send('PATCH', '/composite/sobjects', { allOrNone, records });
  const lead = (id: string, values: object) => ({ attributes: { type: 'Lead' }, id, ...values });
  const read = async (id: string) =>
    (await client.send('GET', `/sobjects/Lead/${id}`)).body as Record<string, unknown>;

  it('stores values of every kind, and empties a field on null and on an empty text', async () => {
    const values = {
      Title: 'CEO',
      Age__c: 41,
      Newsletter__c: true,
      Colour__c: 'Red',
      Due__c: '2026-12-01',
      Share__c: 0.28414,
    };
    const { status, body } = await update([lead(OPEN, { ...values, Seen__c: '2026-11-22T11:00:00+01:00' })]);
    assert.equal(status, 200);
    assert.deepEqual(body, [{ id: OPEN, success: true, errors: [] }]);
    const stored = await read(OPEN);
    assert.equal(stored.Seen__c, '2026-11-22T10:00:00.000+0000');
    assert.equal(stored.Share__c, 0.2841);
    assert.equal(stored.Due__c, '2026-12-01');
    await update([lead(OPEN, { Title: null, Job__c: '' })]);
    const emptied = await read(OPEN);
    assert.deepEqual([emptied.Title, emptied.Job__c, emptied.Age__c], [null, null, 41]);
  });

  it('moves the change times, and follows a new last name in the full name', async () => {
    const before = await read(OPEN);
    await client.send('PATCH', `/sobjects/Lead/${OPEN}`, { LastName: 'New' });
    const after = await read(OPEN);
    assert.equal(after.Name, 'First2 New');
    assert.ok(String(after.SystemModstamp) > String(before.SystemModstamp));
    assert.equal(after.SystemModstamp, after.LastModifiedDate);
    assert.equal(after.CreatedDate, before.CreatedDate);
  });

  for (const [what, id, values, code, fields] of REFUSED_PER_RECORD) {
    it(`refuses ${what}, and writes the record beside it`, async () => {
      const { status, body } = await update([lead(id, values), lead(recordIdOf('00Q', 4), { Title: 'ok' })]);
      const [refused, written] = body as {
        success: boolean;
        errors: { statusCode: string; fields: string[] }[];
      }[];
      assert.equal(status, 200);
      assert.equal(refused?.success, false);
      assert.deepEqual([refused?.errors[0]?.statusCode, refused?.errors[0]?.fields], [code, fields]);
      assert.equal(written?.success, true);
      assert.equal((await read(recordIdOf('00Q', 4))).Title, 'ok');
    });
  }

  for (const [what, values, code] of REFUSED_REQUESTS) {
    it(`refuses the whole request for ${what}`, async () => {
      const { status, body } = await update([
        lead(recordIdOf('00Q', 4), { Title: 'ok' }),
        lead(OPEN, values),
      ]);
      assert.equal(status, 400);
      assert.equal((body as { errorCode: string }[])[0]?.errorCode, code);
      assert.equal((await read(recordIdOf('00Q', 4))).Title, null);
    });
  }

  it('refuses unreadable JSON, more than 200 records, more than ten chunks', async () => {
    const codeOf = async (answer: Promise<{ status: number; body: unknown }>) => {
      const { status, body } = await answer;
      return [status, (body as { errorCode: string }[])[0]?.errorCode];
    };
    const unreadable = client.send('PATCH', '/composite/sobjects', '{"records":[');
    assert.deepEqual(await codeOf(unreadable), [400, 'JSON_PARSER_ERROR']);
    const many = Array.from({ length: 201 }, () => lead(OPEN, { Title: 'x' }));
    assert.deepEqual(await codeOf(update(many)), [400, 'LIMIT_EXCEEDED']);
    const mixed = Array.from({ length: 11 }, (_, index) => ({
      attributes: { type: index % 2 === 0 ? 'Lead' : 'Contact' },
      id: OPEN,
    }));
    assert.deepEqual(await codeOf(update(mixed)), [400, 'LIMIT_EXCEEDED']);
  });

  it('writes nothing when all must go or none', async () => {
    const { body } = await update([lead(OPEN, { Title: 'x' }), lead(UNKNOWN, { Title: 'x' })], true);
    const codes = (body as { errors: { statusCode: string }[] }[]).map(({ errors }) => errors[0]?.statusCode);
    assert.deepEqual(codes, ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'INVALID_CROSS_REFERENCE_KEY']);
    assert.equal((await read(OPEN)).Title, null);
  });

  it('reads several records at once, null for one that is not there', async () => {
    const asked = { ids: [OPEN, UNKNOWN], fields: ['LastName'] };
    const { body } = await client.send('POST', '/composite/sobjects/Lead', asked);
    assert.deepEqual(
      (body as ({ LastName: string } | null)[]).map(record => record?.LastName ?? null),
      ['Last2', null],
    );
  });

  it('keeps what it answered for over a restart', async () => {
    await update([lead(OPEN, { Title: 'kept' })]);
    await standIn.close();
    await start();
    assert.equal((await read(OPEN)).Title, 'kept');
  });

  it('hides deleted records from query and shows them to queryAll', async () => {
    assert.equal((await client.idsOf('SELECT Id FROM Lead')).length, 9);
    const { body } = await client.send('GET', `/queryAll?q=${encodeURIComponent('SELECT Id FROM Lead')}`);
    assert.equal((body as { totalSize: number }).totalSize, 10);
  });
});

function markDeleted({ directory }: TemporaryOrg, id: string): void {
  const path = join(directory, 'records', 'Lead.jsonl');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const marked = lines.map(line => (line.includes(id) ? line.replace('{', '{"IsDeleted":true,') : line));
  writeFileSync(path, `${marked.join('\n')}\n`);
}
