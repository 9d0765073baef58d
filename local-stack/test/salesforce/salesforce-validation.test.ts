import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'jsforce';
import { recordIdOf, type SalesforceStandIn, startSalesforceStandIn } from '../../salesforce/index.ts';
import { type FormulaValue, parseFormula } from '../../salesforce/validation/formula.ts';
import { connectJsforce } from './jsforce-client.ts';
import { createTemporaryOrg, type TemporaryOrg } from './temporary-org.ts';

const [FIRST, SECOND] = [recordIdOf('00Q', 2), recordIdOf('00Q', 3)];
const MESSAGE = 'A pilot is over 30 & has a title';

function addRule(directory: string, name: string, active: boolean): void {
  const folder = join(directory, 'metadata', 'objects', 'Lead', 'validationRules');
  mkdirSync(folder, { recursive: true });
  const formula = 'AND(Job__c = "pilot", OR(Age__c &lt;= 30, ISBLANK(Title)))';
  writeFileSync(
    join(folder, `${name}.validationRule-meta.xml`),
    `<?xml version="1.0" encoding="UTF-8"?>
<ValidationRule xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>${name}</fullName><active>${active}</active>
<errorConditionFormula>${formula}</errorConditionFormula><errorDisplayField>Job__c</errorDisplayField>
<errorMessage>${MESSAGE.replace('&', '&amp;')}</errorMessage></ValidationRule>
`,
  );
}

describe('validation rules in the Salesforce stand-in', () => {
  let org: TemporaryOrg;
  let standIn: SalesforceStandIn;
  let connection: Connection;
  before(async () => {
    org = createTemporaryOrg({ leadCount: 10 });
    addRule(org.directory, 'Pilots', true);
    standIn = await startSalesforceStandIn({ directory: org.directory });
    connection = await connectJsforce(standIn, org);
  });
  after(async () => {
    await standIn.close();
    org.remove();
  });

  it('refuse the one record that breaks them, with the rule’s own words and field', async () => {
    const results = await connection.update('Lead', [
      { Id: FIRST, Job__c: 'pilot', Age__c: 29, Title: 'Captain' },
      { Id: SECOND, Job__c: 'pilot', Age__c: 40, Title: 'Captain' },
    ]);
    assert.equal(results[1]!.success, true);
    assert.ok(!results[0]!.success);
    assert.deepEqual(results[0]!.errors, [
      { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: MESSAGE, fields: ['Job__c'] },
    ]);
  });

  it('refuse new records, too', async () => {
    const pilot = { LastName: 'New', Company: 'New', Job__c: 'pilot', Age__c: 50 };
    await assert.rejects(connection.sobject('Lead').create(pilot), {
      name: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    });
    assert.equal((await connection.sobject('Lead').create({ ...pilot, Title: 'Captain' })).success, true);
  });
});

describe('parseFormula', () => {
  const FIELDS: Record<string, FormulaValue> = { Age: 40, Job: 'pilot', Nothing: null, Yes: true };
  const facts = {
    valueOf: (field: string) => FIELDS[field] ?? null,
    isChanged: (field: string) => field === 'Job',
    isNew: false,
  };
  const CASES: [string, FormulaValue][] = [
    ['1 + 2 * 3 - 4 / 2', 5],
    ['(1 + 2) * 3', 9],
    ['Age > 30 && Job = "pilot"', true],
    ['NOT(Yes) || !Yes', false],
    ['Nothing > 1', false],
    ['ISBLANK(Nothing) && ISNULL(Nothing)', true],
    ['ISPICKVAL(Job, "pilot")', true],
    ['ISCHANGED(Job) && NOT(ISCHANGED(Age))', true],
    ['IF(ISNEW(), "new", "old") & "!"', 'old!'],
    ['LEN(Job) = 5', true],
    ['CONTAINS(Job, "lo") && BEGINS(Job, "pi")', true],
    ['Job <> "clerk"', true],
    ['-Age < 0', true],
  ];
  for (const [text, value] of CASES)
    it(`works out ${text}`, () => assert.equal(parseFormula(text)(facts), value));

  for (const text of ['1 +', 'AND(1', 'VLOOKUP(Job)', '"open', '1 2', '#'])
    it(`refuses ${text}`, () => assert.throws(() => parseFormula(text)));
});
