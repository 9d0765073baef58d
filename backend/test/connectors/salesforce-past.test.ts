import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordIdOf } from '../../../local-stack/salesforce/index.ts';
import { addField } from '../../../local-stack/test/salesforce/temporary-org.ts';
import type { ActivityPage, CrmActivity, HistoryPage } from '../../src/connectors/crm-record.ts';
import {
  ALWAYS_BULK,
  MAPPINGS,
  openSalesforceWorld,
  type SalesforceWorld,
  type SalesforceWorldOptions,
} from './salesforce-world.ts';

describe('Salesforce connector, on the past', () => {
  let world: SalesforceWorld;
  let orgTime = Date.now();
  const open = async (options: Partial<SalesforceWorldOptions> = {}) => {
    orgTime = Date.now();
    const standIn = { now: () => orgTime, ...options.standIn };
    world = await openSalesforceWorld({ leadCount: 20, ...options, standIn });
  };
  afterEach(() => world.close());

  const lead = (ordinal: number) => recordIdOf('00Q', ordinal);
  const [LEAD, OTHER] = [lead(2), lead(3)];
  const create = async (object: string, body: object) =>
    ((await world.send('POST', `/sobjects/${object}`, body)) as { id: string }).id;
  const ago = (minutes: number) => new Date(orgTime - minutes * 60_000).toISOString();

  describe('what people did', () => {
    const read = async (cursor?: string) => {
      const pages: ActivityPage[] = [];
      for await (const page of world.connector.readActivities!(cursor)) pages.push(page);
      const activities = pages.flatMap(page => page.activities);
      return { activities, cursor: pages.at(-1)!.cursor, unread: pages.at(-1)!.unread };
    };
    const told = (activities: readonly CrmActivity[]) =>
      activities.map(({ objectId, signal }) => [objectId, signal]).sort();
    const call = { TaskSubtype: 'Call', Status: 'Completed', CallDurationInSeconds: 60 };

    it('is answered calls and held meetings, but neither tries nor plans', async () => {
      await open();
      await create('Task', { WhoId: LEAD, ...call });
      await create('Task', { WhoId: OTHER, ...call, CallDurationInSeconds: 0, CallType: 'Inbound' });
      await create('Task', { WhoId: lead(4), ...call, CallDurationInSeconds: 0 });
      await create('Task', { WhoId: lead(4), ...call, Status: 'Not Started' });
      await create('Task', { WhoId: lead(4), ...call, TaskSubtype: 'Email' });
      await create('Event', { WhoId: LEAD, StartDateTime: ago(90), EndDateTime: ago(30) });
      await create('Event', { WhoId: lead(4), StartDateTime: ago(-30), EndDateTime: ago(-90) });
      const { activities, unread } = await read();
      assert.deepEqual(
        told(activities),
        [
          [LEAD, 'call_answered'],
          [LEAD, 'meeting'],
          [OTHER, 'call_answered'],
        ].sort(),
      );
      assert.equal(activities.find(({ signal }) => signal === 'meeting')?.at.toISOString(), ago(30));
      assert.deepEqual(unread, []);
    });

    it('is e-mails that leads wrote, opened or never got, but not what was sent to them', async () => {
      await open();
      const email = async (body: object, relation: object) => {
        const EmailMessageId = await create('EmailMessage', { MessageDate: ago(60), ...body });
        await create('EmailMessageRelation', { EmailMessageId, ...relation });
      };
      const [from, to] = [{ RelationType: 'FromAddress' }, { RelationType: 'ToAddress' }];
      await email({ Incoming: true }, { RelationId: LEAD, ...from });
      await email({ Incoming: false }, { RelationId: LEAD, ...to });
      await email({ FirstOpenedDate: ago(20) }, { RelationId: OTHER, ...to });
      await email({ IsBounced: true }, { RelationId: lead(4), ...to });
      await email(
        { Incoming: true },
        { RelationId: world.org.organizationId.replace('00D', '005'), ...from },
      );
      assert.deepEqual(
        told((await read()).activities),
        [
          [LEAD, 'email_reply'],
          [OTHER, 'email_open'],
          [lead(4), 'email_bounce'],
        ].sort(),
      );
    });

    it('is responses to campaigns, a webinar’s as attending it', async () => {
      await open();
      const webinar = await create('Campaign', { Name: 'Webinar', Type: 'Webinar' });
      const letter = await create('Campaign', { Name: 'Letter', Type: 'Email' });
      await create('CampaignMember', { CampaignId: webinar, LeadId: LEAD, Status: 'Responded' });
      await create('CampaignMember', { CampaignId: letter, LeadId: OTHER, Status: 'Responded' });
      await create('CampaignMember', { CampaignId: letter, LeadId: LEAD, Status: 'Sent' });
      const { activities } = await read();
      assert.deepEqual(
        told(activities),
        [
          [LEAD, 'webinar'],
          [OTHER, 'campaign_response'],
        ].sort(),
      );
      assert.ok(activities.every(({ at }) => at.getTime() <= orgTime));
    });

    it('comes again under the same id, and later only where it changed', async () => {
      await open();
      await create('Task', { WhoId: LEAD, ...call });
      const planned = { WhoId: LEAD, StartDateTime: ago(-20), EndDateTime: ago(-60) };
      await create('Event', planned);
      const first = await read();
      assert.deepEqual(told(first.activities), [[LEAD, 'call_answered']]);
      const again = await read();
      assert.deepEqual(again.activities, first.activities);
      // Nobody touches the meeting when it is held.
      orgTime += 5_400_000;
      // What was told last may come once more; the pass after that begins behind it.
      const later = await read((await read(first.cursor)).cursor);
      assert.deepEqual(told(later.activities), [[LEAD, 'meeting']]);
      assert.equal(new Set([...first.activities, ...later.activities].map(each => each.activityId)).size, 2);
    });

    it('is read by bulk jobs in a large org, to the same effect', async () => {
      await open({ adapter: { bulk: ALWAYS_BULK } });
      await create('Task', { WhoId: LEAD, ...call });
      const EmailMessageId = await create('EmailMessage', { Incoming: true, MessageDate: ago(60) });
      await create('EmailMessageRelation', {
        EmailMessageId,
        RelationId: OTHER,
        RelationType: 'FromAddress',
      });
      const { activities } = await read();
      assert.deepEqual(
        told(activities),
        [
          [LEAD, 'call_answered'],
          [OTHER, 'email_reply'],
        ].sort(),
      );
    });

    it('leaves out what the user may not see, and says so in plain words', async () => {
      await open();
      await create('Task', { WhoId: LEAD, ...call });
      const body = [
        { errorCode: 'INVALID_TYPE', message: "sObject type 'CampaignMember' is not supported." },
      ];
      await world.addFault({
        path: 'FROM(%20|\\+)CampaignMember',
        kind: 'answer',
        status: 400,
        body,
        times: 0,
      });
      const { activities, unread } = await read();
      assert.deepEqual(told(activities), [[LEAD, 'call_answered']]);
      assert.equal(unread?.length, 1);
      assert.match(unread[0]!, /campaign responses are not read: .* may not see CampaignMember/);
    });

    it('says that its cursor is damaged', async () => {
      await open();
      await assert.rejects(read('[1'), { code: 'ERR_INPUT_INVALID', message: /activity cursor/ });
    });
  });

  describe('the history of fields', () => {
    const read = async (cursor?: string) => {
      const pages: HistoryPage[] = [];
      const request = { mappings: MAPPINGS, ...(cursor !== undefined && { cursor }) };
      for await (const page of world.connector.readHistory!(request)) pages.push(page);
      const { cursor: last, tracked: fields } = pages.at(-1)!;
      return { cursor: last, tracked: fields, changes: pages.flatMap(page => page.changes) };
    };
    const tracked = (org: { directory: string }) => {
      addField(
        org.directory,
        'Age__c',
        '<type>Number</type><precision>3</precision><trackHistory>true</trackHistory>',
      );
      addField(org.directory, 'Newsletter__c', '<type>Checkbox</type><trackHistory>true</trackHistory>');
    };
    const edit = (body: object) => world.send('PATCH', `/sobjects/Lead/${LEAD}`, body);

    for (const [way, adapter] of [
      ['queries', {}],
      ['a bulk job', { bulk: ALWAYS_BULK }],
    ] as const)
      it(`tells what stood there before, in the kinds that models read, by ${way}`, async () => {
        await open({ prepare: tracked, adapter });
        await edit({ Age__c: 77, Newsletter__c: true, Job__c: 'teacher' });
        orgTime += 1_000;
        await edit({ Age__c: null });
        const { changes, tracked: fields } = await read();
        assert.deepEqual([...fields].sort(), ['age', 'newsletter']);
        assert.deepEqual(
          changes.map(({ objectId, field, before }) => [objectId, field, before]).sort(),
          [
            [LEAD, 'age', 20],
            [LEAD, 'age', 77],
            [LEAD, 'newsletter', false],
          ].sort(),
        );
        assert.ok(changes.every(({ at }) => Math.abs(at.getTime() - orgTime) < 60_000));
      });

    it('goes on where it ended', async () => {
      await open({ prepare: tracked });
      await edit({ Age__c: 77 });
      const first = await read();
      orgTime += 3_600_000;
      // What was told last may come once more; the pass after that begins behind it.
      const second = await read(first.cursor);
      await edit({ Age__c: 78 });
      const third = await read(second.cursor);
      assert.deepEqual(
        third.changes.map(({ before }) => before),
        [77],
      );
    });

    it('says that no field has one where the org tracks none, or hides it', async () => {
      await open();
      assert.deepEqual(await read(), { changes: [], cursor: undefined, tracked: [] });
      await world.close();
      await open({ prepare: tracked });
      const body = [{ errorCode: 'INVALID_TYPE', message: 'LeadHistory is not supported' }];
      await world.addFault({ path: 'LeadHistory', kind: 'answer', status: 400, body });
      assert.deepEqual((await read()).tracked, []);
    });
  });

  it('reads activities of seeds that hang on the contact of a converted lead', async () => {
    const contact = recordIdOf('003', 1);
    await open({
      prepare({ directory }) {
        mkdirSync(join(directory, 'records'), { recursive: true });
        const task = {
          Id: recordIdOf('00T', 1),
          WhoId: contact,
          TaskSubtype: 'Call',
          IsClosed: true,
          CallDurationInSeconds: 30,
          CreatedDate: '2026-10-01T10:00:00.000+0000',
        };
        writeFileSync(join(directory, 'records', 'Task.jsonl'), `${JSON.stringify(task)}\n`);
        const converted = {
          Id: lead(0),
          IsConverted: true,
          ConvertedContactId: contact,
          LastName: 'x',
          CreatedDate: '2026-09-01T10:00:00.000+0000',
        };
        rmSync(join(directory, 'records', 'Lead.jsonl'));
        writeFileSync(join(directory, 'records', 'Lead.jsonl'), `${JSON.stringify(converted)}\n`);
      },
    });
    const pages = [];
    for await (const page of world.connector.readLeads({ mappings: MAPPINGS })) pages.push(page);
    const [converted] = pages.flatMap(page => page.records);
    assert.deepEqual(converted?.continuesAs, { objectType: 'Contact', objectId: contact });
    assert.match(converted.closedReason ?? '', /converted in Salesforce/);
    const activities = [];
    for await (const page of world.connector.readActivities!(undefined)) activities.push(...page.activities);
    assert.deepEqual(
      activities.map(each => [each.objectType, each.objectId]),
      [['Contact', contact]],
    );
  });
});
