import assert from 'node:assert/strict';
import type { ActivityPage, CrmActivity, HistoryPage } from '../../src/connectors/crm-record.ts';
import { type HubspotWorld, type HubspotWorldOptions, openHubspotWorld } from './hubspot-world.ts';

const OBJECTS = '/crm/objects/2026-03';
const contact = (ordinal: number) => String(51 + ordinal * 50);
const [ADA, BOB] = [contact(2), contact(3)];

describe('HubSpot connector, on the past', () => {
  let world: HubspotWorld;
  let portalTime = Date.now();
  const open = async (options: Partial<HubspotWorldOptions> = {}) => {
    world = await openHubspotWorld({ leadCount: 20, now: () => portalTime, ...options });
  };
  beforeEach(() => {
    portalTime = Date.now();
  });
  afterEach(() => world.close());
  const ago = (minutes: number) => new Date(portalTime - minutes * 60_000).toISOString();
  const days = (count: number) => count * 24 * 60;
  const api = async (method: string, path: string, body: unknown) => {
    const answer = await world.api(method, path, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body as { id: string };
  };

  describe('what people did', () => {
    const read = async (cursor?: string) => {
      const pages: ActivityPage[] = [];
      for await (const page of world.connector.readActivities!(cursor)) pages.push(page);
      const last = pages.at(-1)!;
      return { ...last, activities: pages.flatMap(page => page.activities) };
    };
    /** Each act once, however many sources tell of it. */
    const told = (activities: readonly CrmActivity[]) =>
      [...new Map(activities.map(each => [`${each.activityId} ${each.objectId}`, each])).values()]
        .map(({ objectId, signal }) => [objectId, signal])
        .sort();
    const log = async (
      type: 'calls' | 'meetings' | 'emails' | 'notes',
      properties: Record<string, string>,
      ...contacts: string[]
    ) => {
      const { id } = await api('POST', `${OBJECTS}/${type}`, {
        properties: { hs_timestamp: ago(60), ...properties },
      });
      const inputs = contacts.map(to => ({ from: { id }, to: { id: to } }));
      const path = `/crm/associations/2026-03/${type}/contacts/batch/associate/default`;
      if (inputs.length > 0) await api('POST', path, { inputs });
      return id;
    };
    const call = { hs_call_status: 'COMPLETED', hs_call_direction: 'OUTBOUND', hs_call_duration: '60000' };

    it('is calls on which somebody was reached, of each contact that they are about', async () => {
      await open();
      await log('calls', call, ADA, BOB);
      await log('calls', { ...call, hs_call_duration: '0', hs_call_direction: 'INBOUND' }, contact(4));
      await log('calls', { ...call, hs_call_duration: '0' }, contact(5));
      await log('calls', { ...call, hs_call_status: 'NO_ANSWER' }, contact(5));
      const voicemail = 'b2cf5968-551e-4856-9783-52b3da59a7d0';
      await log('calls', { ...call, hs_call_disposition: voicemail }, contact(5));
      await log('calls', call);
      const { activities, unread } = await read();
      assert.deepEqual(told(activities), [
        [ADA, 'call_answered'],
        [BOB, 'call_answered'],
        [contact(4), 'call_answered'],
      ]);
      assert.equal(activities[0]?.at.toISOString(), ago(60));
      assert.equal(activities[0]?.objectType, 'contact');
      assert.deepEqual(unread, []);
    });

    it('is meetings that were held, also those that only were planned when they were read first', async () => {
      await open();
      const meeting = (minutes: number, outcome: string) => ({
        hs_meeting_end_time: ago(minutes),
        hs_meeting_outcome: outcome,
      });
      await log('meetings', meeting(30, 'COMPLETED'), ADA);
      await log('meetings', meeting(30, 'NO_SHOW'), BOB);
      await log('meetings', meeting(-45, 'SCHEDULED'), contact(4));
      const first = await read();
      assert.deepEqual(told(first.activities), [[ADA, 'meeting']]);
      assert.equal(first.activities[0]?.at.toISOString(), ago(30));
      // Nobody touches the meeting when it is held.
      portalTime += 50 * 60_000;
      const known = new Set(first.activities.map(({ activityId }) => activityId));
      const later = (await read(first.cursor)).activities.filter(({ activityId }) => !known.has(activityId));
      assert.deepEqual(told(later), [[contact(4), 'meeting']]);
    });

    it('is emails that a contact wrote, opened or never got, where it is certain which contact', async () => {
      const email = (id: string, properties: Record<string, string>) => ({
        ...{ id, createdAt: ago(60), updatedAt: ago(60), archived: false },
        properties: {
          hs_timestamp: ago(60),
          hs_email_status: 'SENT',
          hs_email_direction: 'EMAIL',
          ...properties,
        },
      });
      const about = (id: string, to: string) => {
        const [a, b] = [
          { typeId: '0-49', id },
          { typeId: '0-1', id: to },
        ];
        return { id: `${a.typeId}/${id}-0-1/${to}`, a, b, isPrimary: false };
      };
      const opened = (count: string, was: string, minutes: number, place: number) => ({
        ...{ id: `0-49/9002/${place}`, objectTypeId: '0-49', objectId: '9002', at: ago(minutes) },
        actor: { source: 'EMAIL', sourceId: '' },
        ...{ values: { hs_email_open_count: count }, was: { hs_email_open_count: was } },
      });
      await open({
        records: {
          emails: [
            email('9001', { hs_email_direction: 'INCOMING_EMAIL' }),
            email('9002', { hs_email_open_count: '2', hs_email_click_count: '1' }),
            email('9003', { hs_email_status: 'BOUNCED' }),
            email('9004', {}),
            email('9005', { hs_email_direction: 'INCOMING_EMAIL' }),
          ],
          history: [opened('1', '0', 40, 0), opened('2', '1', 20, 1)],
          associations: [
            ...[about('9001', ADA), about('9002', BOB), about('9003', contact(4)), about('9004', contact(5))],
            ...[about('9005', ADA), about('9005', BOB)],
          ],
        },
      });
      const { activities } = await read();
      assert.deepEqual(
        told(activities),
        [
          [ADA, 'email_reply'],
          [BOB, 'email_click'],
          [BOB, 'email_open'],
          [contact(4), 'email_bounce'],
        ].sort(),
      );
      const at = (signal: string) => activities.find(each => each.signal === signal)?.at.toISOString();
      assert.equal(at('email_open'), ago(40), 'when it was opened first');
      assert.equal(at('email_click'), ago(60), 'not known: when it was sent');
    });

    it('is that somebody wrote a note, and when, but not what it says', async () => {
      await open();
      const id = await log('notes', { hs_note_body: 'Wants an offer' }, ADA, BOB);
      await log('notes', { hs_note_body: 'About nobody' });
      const { activities, unread } = await read();
      const note = { isOfEach: true, objectType: 'contact', signal: 'note', at: new Date(ago(60)) };
      assert.deepEqual(
        activities,
        [ADA, BOB].map(objectId => ({ activityId: `notes/${id}`, objectId, ...note })),
      );
      assert.deepEqual(unread, []);
    });

    it('is everything but notes where HubSpot refuses these', async () => {
      await open();
      await log('notes', {}, ADA);
      await log('calls', call, ADA);
      const body = { status: 'error', category: 'MISSING_SCOPES', message: 'scopes are missing' };
      await world.injectFault({
        kind: 'answer',
        status: 403,
        path: '/objects/2026-03/notes',
        body,
        times: 1,
      });
      const { activities, unread } = await read();
      assert.deepEqual(told(activities), [[ADA, 'call_answered']]);
      assert.match(unread?.join() ?? '', /^The portal’s notes are not read: HubSpot does not let/);
    });

    it('comes again under the same id, and later only where it changed', async () => {
      await open();
      portalTime -= days(2) * 60_000;
      for (let number = 0; number < 230; number += 1) await log('calls', call, contact(number % 20));
      portalTime += days(2) * 60_000;
      const first = await read();
      assert.equal(new Set(first.activities.map(({ activityId }) => activityId)).size, 230);
      assert.deepEqual((await read()).activities, first.activities);
      assert.deepEqual((await read(first.cursor)).activities, []);
      const changed = await log('calls', call, BOB);
      const [only, ...others] = (await read(first.cursor)).activities;
      assert.deepEqual([only?.activityId, only?.objectId], [`calls/${changed}`, BOB]);
      assert.deepEqual(others, []);
    });

    it('goes on where a reading was stopped', async () => {
      await open();
      for (let number = 0; number < 130; number += 1) await log('calls', call, ADA);
      const all = (await read()).activities;
      const seen: CrmActivity[] = [];
      let cursor: string | undefined;
      for await (const page of world.connector.readActivities!(undefined)) {
        seen.push(...page.activities);
        cursor = page.cursor;
        if (seen.length > 0) break;
      }
      assert.ok(seen.length < all.length);
      assert.equal(
        new Set([...seen, ...(await read(cursor)).activities].map(each => each.activityId)).size,
        130,
      );
    });

    it('leaves out what HubSpot refuses, says so, and asks for it again no earlier than a day later', async () => {
      await open();
      await log('calls', call, ADA);
      await log('meetings', { hs_meeting_end_time: ago(300) }, ADA);
      const body = { status: 'error', category: 'MISSING_SCOPES', message: 'scopes are missing' };
      await world.injectFault({
        kind: 'answer',
        status: 403,
        path: '/objects/2026-03/calls',
        body,
        times: 1,
      });
      const first = await read();
      assert.deepEqual(told(first.activities), [[ADA, 'meeting']]);
      assert.match(first.unread?.join() ?? '', /^The portal’s calls are not read: HubSpot does not let/);
      const again = await read(first.cursor);
      assert.deepEqual(again.unread, first.unread);
      assert.equal(
        told(again.activities).some(([, signal]) => signal === 'call_answered'),
        false,
      );
      const cursor = JSON.parse(first.cursor);
      cursor.refused.calls -= days(1) * 60_000;
      const nextDay = await read(JSON.stringify(cursor));
      assert.deepEqual(told(nextDay.activities).filter(([, signal]) => signal === 'call_answered').length, 1);
      assert.deepEqual(nextDay.unread, []);
    });

    it('refuses a cursor that it did not give out', async () => {
      await open();
      for (const cursor of ['', '{}', '{"read":{"calls":"x"},"refused":{}}'])
        await assert.rejects(read(cursor), { code: 'ERR_INPUT_INVALID' });
    });
  });

  describe('how properties changed', () => {
    const read = async (cursor?: string) => {
      const pages: HistoryPage[] = [];
      const request = { mappings: world.mappings, ...(cursor !== undefined && { cursor }) };
      for await (const page of world.connector.readHistory!(request)) pages.push(page);
      return {
        changes: pages.flatMap(page => page.changes),
        cursor: pages.at(-1)!.cursor,
        tracked: pages.at(-1)!.tracked,
      };
    };
    const edit = (id: string, properties: Record<string, string>) =>
      api('PATCH', `${OBJECTS}/contacts/${id}`, { properties });
    const shown = ({ changes }: Pick<HistoryPage, 'changes'>) =>
      changes.map(({ objectId, field, before }) => [objectId, field, before]);

    it('is every change of a mapped property, with the value before it', async () => {
      await open();
      await edit(ADA, { age: '40', job: 'clerk' });
      portalTime += 60_000;
      await edit(ADA, { age: '', company: 'Elsewhere' });
      const history = await read();
      assert.deepEqual(history.tracked, ['age', 'job', 'housing']);
      assert.deepEqual(shown(history), [
        [ADA, 'age', 40],
        [ADA, 'age', 22],
        [ADA, 'job', 'engineer'],
      ]);
      assert.equal(history.changes[0]?.at.getTime(), portalTime);
      assert.equal(history.changes[0]?.objectType, 'contact');
    });

    it('counts what was set right after the creation as there from the start, and what came later as missing before', async () => {
      await open();
      const { id } = await api('POST', `${OBJECTS}/contacts`, { properties: { email: 'new@lead.example' } });
      portalTime += 20_000;
      await edit(id, { job: 'clerk' });
      portalTime += 120_000;
      await edit(id, { age: '31' });
      assert.deepEqual(shown(await read()), [[id, 'age', null]]);
    });

    it('comes again under the same id, and later only where a contact changed', async () => {
      await open();
      portalTime -= days(2) * 60_000;
      await edit(ADA, { age: '40' });
      portalTime += days(2) * 60_000;
      const first = await read();
      assert.deepEqual(await read(), first);
      assert.deepEqual((await read(first.cursor)).changes, []);
      await edit(BOB, { age: '50' });
      assert.deepEqual(shown(await read(first.cursor)), [[BOB, 'age', 23]]);
    });

    it('asks for 50 histories at a time, of touched contacts only', async () => {
      await open({
        leadCount: 300,
        seed: each => (Number(each.id) % 100 === 1 ? { ...each, updatedAt: each.createdAt } : each),
      });
      const before = world.connector.usage().calls;
      await read();
      assert.equal(world.connector.usage().calls - before, 2 + 2 + 1, 'two searches, 100 and 50 contacts');
    });

    it('takes the value before as missing where HubSpot keeps no older version', async () => {
      await open();
      for (let version = 0; version < 47; version += 1) {
        portalTime += 1_000;
        await edit(ADA, { age: String(30 + version) });
      }
      const { changes } = await read();
      assert.equal(changes.length, 45);
      assert.equal(changes.at(-1)?.before, null);
    });
  });
});
