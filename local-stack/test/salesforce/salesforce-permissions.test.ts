import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'jsforce';
import { recordIdOf, type SalesforceStandIn, startSalesforceStandIn } from '../../salesforce/index.ts';
import { connectJsforce } from './jsforce-client.ts';
import { createTemporaryOrg, type TemporaryOrg } from './temporary-org.ts';

const LEAD = recordIdOf('00Q', 2);
const HOSTILE = '<img src=x onerror=alert(1)>';

/** Reads Age__c, edits Job__c, sees no Newsletter__c and no Phone. */
const CLERK = `<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
  <fieldPermissions><editable>false</editable><field>Lead.Age__c</field><readable>true</readable></fieldPermissions>
  <fieldPermissions><editable>true</editable><field>Lead.Job__c</field><readable>true</readable></fieldPermissions>
  <label>Clerk</label>
  <objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit>
    <allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Lead</object>
    <viewAllRecords>true</viewAllRecords></objectPermissions>
</PermissionSet>
`;

describe('permissions in the Salesforce stand-in, as jsforce sees them', () => {
  let org: TemporaryOrg;
  let standIn: SalesforceStandIn;
  let connection: Connection;

  before(async () => {
    org = createTemporaryOrg({ leadCount: 10 });
    const sets = join(org.directory, 'metadata', 'permissionsets');
    mkdirSync(sets, { recursive: true });
    writeFileSync(join(sets, 'Clerk.permissionset-meta.xml'), CLERK);
    const path = join(org.directory, 'org.json');
    const settings = JSON.parse(readFileSync(path, 'utf8')) as { users: object[] };
    const [user, ...others] = settings.users;
    const clerk = { ...user, profile: 'Minimum Access - Salesforce', permissionSets: ['Clerk'] };
    writeFileSync(path, JSON.stringify({ ...settings, users: [clerk, ...others] }));
    standIn = await startSalesforceStandIn({ directory: org.directory });
    connection = await connectJsforce(standIn, org);
  });
  after(async () => {
    await standIn.close();
    org.remove();
  });

  it('lets a field that may not be read be unknown: to queries, to conditions, to descriptions', async () => {
    for (const soql of [
      'SELECT Newsletter__c FROM Lead',
      'SELECT Id FROM Lead WHERE Phone = null',
      'SELECT Id FROM Lead ORDER BY Newsletter__c',
    ])
      await assert.rejects(async () => connection.query(soql), { name: 'INVALID_FIELD' });
    const { fields } = await connection.describe('Lead');
    const names = fields.map(({ name }) => name);
    assert.ok(!names.includes('Newsletter__c') && names.includes('Age__c') && names.includes('LastName'));
    assert.equal(fields.find(({ name }) => name === 'Age__c')?.updateable, false);
  });

  it('hides from a user with minimum access who has which permission set', async () => {
    const soql = 'SELECT Id FROM PermissionSetAssignment';
    await assert.rejects(async () => connection.query(soql), { name: 'INVALID_TYPE' });
  });

  it('refuses to edit what may only be read, and edits the rest', async () => {
    await assert.rejects(connection.sobject('Lead').update({ Id: LEAD, Age__c: 1 }), {
      name: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      message: /Unable to create\/update fields: Age__c/,
    });
    await assert.rejects(connection.sobject('Lead').update({ Id: LEAD, Newsletter__c: true }), {
      name: 'INVALID_FIELD',
    });
    assert.equal((await connection.sobject('Lead').update({ Id: LEAD, Job__c: 'pilot' })).success, true);
  });

  it('knows no object that may not be read', async () => {
    await assert.rejects(async () => connection.query('SELECT Id FROM Contact'), { name: 'INVALID_TYPE' });
    const { sobjects } = await connection.describeGlobal();
    assert.ok(!sobjects.some(({ name }) => name === 'Contact'));
  });

  describe('the record page', () => {
    const pageAs = async (username: string, part = '') => {
      const query = new URLSearchParams({ as: username, ...(part && { part }) });
      const answer = await fetch(`${standIn.url}/lightning/r/Lead/${LEAD}/view?${query}`);
      return { status: answer.status, html: await answer.text() };
    };

    it('shows what its user may read, and only that', async () => {
      const clerk = (await pageAs(org.username)).html;
      assert.match(clerk, /<h1>First2 Last2<\/h1>/);
      assert.match(clerk, /<dt>Age__c<\/dt><dd>20<\/dd>/);
      assert.doesNotMatch(clerk, /Newsletter__c/);
      assert.match((await pageAs('rep@bank.example')).html, /Newsletter__c/);
    });

    it('takes values for text, whatever stands in them', async () => {
      await connection.sobject('Lead').update({ Id: LEAD, Job__c: HOSTILE });
      const { html } = await pageAs(org.username, 'fields');
      assert.ok(!html.includes(HOSTILE) && html.includes('&#60;img src=x'));
    });

    it('answers 404 for a record or a user that is not there', async () => {
      assert.equal((await pageAs('nobody@bank.example')).status, 404);
      const missing = await fetch(`${standIn.url}/lightning/r/Lead/${recordIdOf('00Q', 99)}/view`);
      assert.equal(missing.status, 404);
    });
  });
});

describe('permission set assignments in the Salesforce stand-in, as jsforce sees them', () => {
  let org: TemporaryOrg;
  let standIn: SalesforceStandIn;

  before(async () => {
    org = createTemporaryOrg({ leadCount: 1 });
    const sets = join(org.directory, 'metadata', 'permissionsets');
    mkdirSync(sets, { recursive: true });
    for (const name of ['Clerk', 'acme__Auditor'])
      writeFileSync(join(sets, `${name}.permissionset-meta.xml`), CLERK);
    const path = join(org.directory, 'org.json');
    const settings = JSON.parse(readFileSync(path, 'utf8')) as { users: object[] };
    const [user, other] = settings.users;
    const users = [user, { ...other, permissionSets: ['Clerk', 'acme__Auditor'] }];
    writeFileSync(path, JSON.stringify({ ...settings, users }));
    standIn = await startSalesforceStandIn({ directory: org.directory });
  });
  after(async () => {
    await standIn.close();
    org.remove();
  });

  it('are records with their user and set, whose namespace stands beside its name', async () => {
    const connection = await connectJsforce(standIn, org);
    const { records } = await connection.query(
      "SELECT Assignee.Username, PermissionSet.Name, PermissionSet.NamespacePrefix FROM PermissionSetAssignment WHERE PermissionSet.Name IN ('Clerk', 'Auditor') ORDER BY PermissionSet.Name",
    );
    const told = records.map(({ Assignee, PermissionSet: set }) => [
      Assignee.Username,
      set.NamespacePrefix,
      set.Name,
    ]);
    assert.deepEqual(told, [
      ['rep@bank.example', 'acme', 'Auditor'],
      ['rep@bank.example', null, 'Clerk'],
    ]);
    const only = await connection.query(
      'SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.NamespacePrefix = null',
    );
    assert.equal(only.totalSize, 1);
  });
});
