import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'jsforce';
import { recordIdOf, type SalesforceStandIn, startSalesforceStandIn } from '../../salesforce/index.ts';
import { connectJsforce } from './jsforce-client.ts';
import { addField, createTemporaryOrg, type TemporaryOrg } from './temporary-org.ts';

describe('the Salesforce stand-in’s activities, histories, deletions and merges, as jsforce sees them', () => {
  let org: TemporaryOrg;
  let standIn: SalesforceStandIn;
  let connection: Connection;

  beforeEach(async () => {
    org = createTemporaryOrg({ leadCount: 10 });
    addField(
      org.directory,
      'Age__c',
      '<type>Number</type><precision>3</precision><trackHistory>true</trackHistory>',
    );
    standIn = await startSalesforceStandIn({ directory: org.directory });
    connection = await connectJsforce(standIn, org);
  });
  afterEach(async () => {
    await standIn.close();
    org.remove();
  });

  const lead = (ordinal: number) => recordIdOf('00Q', ordinal);
  const rows = async (soql: string, scanAll = false) =>
    (await connection.query(soql).execute({ scanAll })).records as Record<string, unknown>[];

  it('creates a task and closes it', async () => {
    const created = await connection
      .sobject('Task')
      .create({ WhoId: lead(2), Subject: 'Call', TaskSubtype: 'Call' });
    assert.ok(created.success);
    const read = () => rows(`SELECT Id, Who.Type, Who.Name, IsClosed FROM Task WHERE Who.Type = 'Lead'`);
    const [open] = await read();
    assert.deepEqual(open?.Who, { attributes: { type: 'Name' }, Type: 'Lead', Name: 'First2 Last2' });
    assert.equal(open?.IsClosed, false);
    await connection.sobject('Task').update({ Id: created.id, Status: 'Completed' });
    assert.equal((await read())[0]?.IsClosed, true);
  });

  it('refuses a record that lacks what it needs, or names what only the platform sets', async () => {
    await assert.rejects(connection.sobject('Event').create({ WhoId: lead(2) }), {
      name: 'REQUIRED_FIELD_MISSING',
      message: /StartDateTime, EndDateTime/,
    });
    await assert.rejects(connection.sobject('Task').create({ IsClosed: true }), {
      name: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    });
  });

  it('follows an e-mail’s relations and a campaign’s members', async () => {
    const email = await connection
      .sobject('EmailMessage')
      .create({ Incoming: true, MessageDate: '2026-10-01T10:00:00Z' });
    const link = { EmailMessageId: email.id, RelationId: lead(2), RelationType: 'FromAddress' };
    await connection.sobject('EmailMessageRelation').create(link);
    const [relation] = await rows(
      `SELECT RelationId, EmailMessage.Incoming FROM EmailMessageRelation WHERE RelationObjectType = 'Lead'`,
    );
    assert.deepEqual(
      [relation?.RelationId, (relation?.EmailMessage as { Incoming: boolean }).Incoming],
      [lead(2), true],
    );
    const campaign = await connection.sobject('Campaign').create({ Name: 'Autumn', Type: 'Webinar' });
    const member = { CampaignId: campaign.id, LeadId: lead(2), Status: 'Sent' };
    const { id } = await connection.sobject('CampaignMember').create(member);
    await connection.sobject('CampaignMember').update({ Id: id!, Status: 'Responded' });
    const [joined] = await rows('SELECT HasResponded, Campaign.Type FROM CampaignMember');
    assert.deepEqual([joined?.HasResponded, (joined?.Campaign as { Type: string }).Type], [true, 'Webinar']);
  });

  it('keeps the history of tracked fields, and says which they are', async () => {
    await connection.sobject('Lead').update({ Id: lead(2), Age__c: 41, Title: 'Head' });
    await connection.sobject('Lead').update({ Id: lead(2), Age__c: 41 });
    await connection.sobject('Lead').update({ Id: lead(2), Age__c: 42 });
    const history = await rows(
      'SELECT LeadId, Field, OldValue, NewValue FROM LeadHistory ORDER BY CreatedDate, Id',
    );
    assert.deepEqual(
      history.map(({ LeadId, Field, OldValue, NewValue }) => [LeadId, Field, OldValue, NewValue]),
      [
        [lead(2), 'Age__c', 20, 41],
        [lead(2), 'Age__c', 41, 42],
      ],
    );
    const soql = `SELECT QualifiedApiName, IsFieldHistoryTracked FROM FieldDefinition WHERE EntityDefinitionId = 'Lead'`;
    const tracked = (await rows(soql)).filter(field => field.IsFieldHistoryTracked === true);
    assert.deepEqual(
      tracked.map(field => field.QualifiedApiName),
      ['Age__c'],
    );
  });

  it('shows a deleted record to queryAll only', async () => {
    await connection.sobject('Lead').destroy(lead(2));
    const soql = `SELECT Id, IsDeleted, MasterRecordId FROM Lead WHERE Id = '${lead(2)}'`;
    assert.deepEqual(await rows(soql), []);
    const [deleted] = await rows(soql, true);
    assert.deepEqual([deleted?.IsDeleted, deleted?.MasterRecordId], [true, null]);
    await assert.rejects(connection.sobject('Lead').update({ Id: lead(2), Title: 'x' }), {
      name: 'ENTITY_IS_DELETED',
    });
  });

  it('merges records: the others are deleted with the master’s id, and their activities move', async () => {
    await connection.sobject('Task').create({ WhoId: lead(3), Subject: 'Call' });
    const result = await connection.soap.merge({
      masterRecord: { type: 'Lead', Id: lead(2) } as never,
      recordToMergeIds: [lead(3)],
    });
    assert.equal(result.success, true);
    const [merged] = await rows(`SELECT IsDeleted, MasterRecordId FROM Lead WHERE Id = '${lead(3)}'`, true);
    assert.deepEqual([merged?.IsDeleted, merged?.MasterRecordId], [true, lead(2)]);
    assert.deepEqual(
      (await rows('SELECT WhoId FROM Task')).map(({ WhoId }) => WhoId),
      [lead(2)],
    );
    await assert.rejects(
      connection.soap.merge({
        masterRecord: { type: 'Lead', Id: lead(2) } as never,
        recordToMergeIds: [lead(3)],
      }),
      /ENTITY_IS_DELETED/,
    );
  });

  it('serves seeds of any of these objects', async () => {
    await standIn.close();
    mkdirSync(join(org.directory, 'records'), { recursive: true });
    const seed = { Id: recordIdOf('00T', 1), WhoId: lead(4), Status: 'Completed', IsClosed: true };
    writeFileSync(join(org.directory, 'records', 'Task.jsonl'), `${JSON.stringify(seed)}\n`);
    standIn = await startSalesforceStandIn({ directory: org.directory });
    connection = await connectJsforce(standIn, org);
    assert.equal((await rows('SELECT Id FROM Task')).length, 1);
  });
});
