import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { channelStates } from '../../../src/store/alerts/channel-states.ts';
import {
  type CrossingKind,
  enableChannel,
  listChannels,
  pauseChannel,
} from '../../../src/store/alerts/channels.ts';
import {
  claimDelivery,
  type Delivery,
  listDeliveries,
  retryDeliveries,
} from '../../../src/store/alerts/deliveries.ts';
import { untouchedLeads } from '../../../src/store/alerts/untouched-leads.ts';
import { crossingsOfLead } from '../../../src/store/crossings.ts';
import { setWorkingHours } from '../../../src/store/tenants.ts';
import { cleanUp } from '../../../src/use-cases/access/clean-up.ts';
import {
  addChannel,
  type ChannelRequest,
  testChannel,
} from '../../../src/use-cases/alerts/manage-channels.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { rescoreLeads } from '../../../src/use-cases/rescore-leads.ts';
import { scoreLeads } from '../../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import type { Bank } from '../../support/bank.ts';
import { deliverDue } from '../../support/deliver-due.ts';
import { engage } from '../../support/engage.ts';
import { addNoisyPast } from '../../support/noisy-past.ts';
import { openReceiver, type Receiver } from '../../support/receiver.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const ANY: CrossingKind[] = ['hot-up', 'hot-down', 'warm-up', 'warm-down', 'nurture-up', 'nurture-down'];
const DAY_SECONDS = 86_400;

describe(`alerts on crossings on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let receiver: Receiver;
  let leadId: string;
  beforeEach(async () => {
    receiver = await openReceiver();
  });
  afterEach(() => receiver.close());
  withBank(async opened => {
    bank = opened;
    await addNoisyPast(bank, 800);
    const fields = { age: 25, job: 'clerk' };
    bank.crms.salesforce.put('ada', {
      ...{ email: 'ada@lead.example', name: 'Ada <Silva>', company: 'Acme & Co', fields },
      createdAt: bank.context.now(),
    });
    await importLeads(bank.context, bank.tenantId, await bank.connection('salesforce'));
    await trainTenantModel(bank.context, bank.tenantId);
    bank.passSeconds(1);
    await scoreLeads(bank.context, bank.tenantId);
    const [row] = await bank.inTenant(sql =>
      sql.query<{ lead_id: string }>(
        `select lead_id from leads where tenant_id = $1 and email = 'ada@lead.example'`,
        [bank.tenantId],
      ),
    );
    leadId = row!.lead_id;
  });

  const add = (request: Partial<ChannelRequest> = {}) =>
    addChannel(bank.context, bank.tenantId, {
      ...{ kind: 'webhook', name: 'Hook', crossings: ANY, isQuiet: false },
      ...(request.kind !== 'crm_task' && { url: receiver.url }),
      ...request,
    });
  /** The lead does so much that it crosses every threshold above it. */
  const rise = async () => {
    // A band stands for a while before it moves.
    bank.passSeconds(1_000);
    const acts = ['demo_request', 'trial_start', 'meeting', 'email_reply', 'form_submit', 'pricing_view'];
    await engage(
      bank,
      leadId,
      acts.flatMap(signal => [{ signal }, { signal }]),
    );
    bank.passSeconds(1);
    await rescoreLeads(bank.context, bank.tenantId, [leadId]);
    const crossings = await bank.inTenant(sql => crossingsOfLead(sql, leadId, 10));
    assert.ok(crossings.length > 0);
    return crossings.map(({ token }) => token).sort();
  };
  const send = () => deliverDue(bank.context);
  const listed = () => bank.inTenant(sql => listDeliveries(sql, { limit: 50 }));
  const bodies = () => receiver.received.map(({ body }) => JSON.parse(body));
  const tokens = () =>
    bodies()
      .map(({ data }) => data.token)
      .sort();

  it('tell each crossing by each channel once, signed', async () => {
    const { secret } = await add();
    await add({ crossings: ['nurture-down'] });
    const crossed = await rise();
    await send();
    assert.equal(await send(), 0);
    assert.deepEqual(tokens(), crossed);
    const [{ headers, body }] = receiver.received as [(typeof receiver.received)[number]];
    // Signed by the bank’s clock, which is not that of the library.
    const { 'webhook-id': id = '', 'webhook-timestamp': at = '' } = headers as Record<string, string>;
    const expected = new Webhook(secret!).sign(id, new Date(Number(at) * 1000), body);
    assert.equal(headers['webhook-signature'], expected);
    const { type, data } = JSON.parse(body);
    assert.equal(type, 'lead.crossed');
    assert.deepEqual(Object.keys(data).sort(), [
      'band',
      'crossedAt',
      'direction',
      'leadId',
      'scorePoints',
      'threshold',
      'token',
    ]);
  });

  it('tell nothing twice, though the lead is scored again', async () => {
    await add();
    const crossed = await rise();
    await rescoreLeads(bank.context, bank.tenantId, [leadId], { trigger: 'asked' });
    while ((await send()) > 0);
    assert.deepEqual(tokens(), crossed);
  });

  it('tell webhooks of every threshold that one score passed, each by its own, with where the lead is now', async () => {
    await add();
    await rise();
    await send();
    const told = bodies().map(({ data }) => data);
    assert.deepEqual(told.map(({ threshold }) => threshold).sort(), ['hot', 'nurture', 'warm']);
    for (const { direction, band } of told) assert.deepEqual([direction, band], ['up', 'Hot']);
  });

  it('tell people of one score once, whatever thresholds it passed', async () => {
    const { connectionId } = await bank.connection('salesforce');
    const { channel } = await add({ kind: 'slack', crossings: ['warm-up', 'hot-up'] });
    await add({ kind: 'slack', crossings: ['nurture-up', 'warm-up'] });
    await add({ kind: 'crm_task', connectionId });
    const crossed = await rise();
    assert.equal(crossed.length, 3);
    await send();
    const texts = bodies().map(({ text }) => text as string);
    assert.equal(texts.length, 2);
    for (const text of texts) assert.match(text, /rose to Hot/);
    const [task, ...others] = bank.crms.salesforce.tasks.values();
    assert.deepEqual([task?.isUrgent, others], [true, []]);
    const hot = crossed.find(token => token.startsWith('hot'));
    const abouts = (await listed()).map(({ about }) => about);
    assert.ok(abouts.includes(`${channel.channelId}:${hot}`));
  });

  it('speak to Slack in its format, with what its markup would read written out', async () => {
    await add({ kind: 'slack', crossings: ['hot-up'] });
    await rise();
    await send();
    const [{ text }] = bodies() as [{ text: string }];
    assert.match(
      text,
      /^Ada &lt;Silva&gt;, Acme &amp; Co rose to Hot \(\d+ points\) · <https:\/\/salesforce.example\/Lead\/ada\|Open in Salesforce>$/,
    );
    assert.equal(receiver.received[0]!.headers['webhook-signature'], undefined);
  });

  it('make a task at the lead’s record, once, though the process dies before it knows', async () => {
    const { connectionId } = await bank.connection('salesforce');
    await add({ kind: 'crm_task', connectionId, crossings: ['hot-up'] });
    await rise();
    // Whoever claims and dies leaves the delivery to the next after a while.
    const [{ about }] = (await listed()) as [Delivery];
    await bank.inTenant(sql => claimDelivery(sql, { about, now: bank.context.now() }));
    assert.equal(await send(), 0);
    bank.passSeconds(121);
    bank.crms.salesforce.onTask = ({ mayExist }) => assert.equal(mayExist, true);
    await send();
    const tasks = [...bank.crms.salesforce.tasks.values()];
    assert.deepEqual(
      tasks.map(({ objectId }) => objectId),
      ['ada'],
    );
    assert.match(tasks[0]!.subject, /rose to Hot/);
  });

  it('make no task for a lead without a record in that CRM, and take that for no failure', async () => {
    const { connectionId } = await bank.connection('hubspot');
    await add({ kind: 'crm_task', connectionId });
    await rise();
    await send();
    assert.deepEqual(await listed(), []);
    const [state] = await bank.inTenant(channelStates);
    assert.deepEqual(
      [state!.deadLetters, state!.waiting, state!.failures, state!.lastDeliveredAt],
      [0, 0, 0, null],
    );
    assert.equal(bank.crms.hubspot.tasks.size, 0);
  });

  it('try again with the same id, longer and longer apart, and end with the answer', async () => {
    await add({ crossings: ['hot-up'] });
    await rise();
    receiver.answer = () => ({ status: 503 });
    await send();
    bank.passSeconds(29);
    assert.equal(await send(), 0);
    bank.passSeconds(2);
    await send();
    bank.passSeconds(31);
    assert.equal(await send(), 0);
    receiver.answer = () => ({ status: 200 });
    bank.passSeconds(30);
    await send();
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    assert.deepEqual([ids.length, new Set(ids).size], [3, 1]);
    const [delivery] = await listed();
    assert.ok(delivery!.deliveredAt !== null && delivery!.reason === null);
    assert.equal((await bank.inTenant(listChannels))[0]!.failures, 0);
  });

  it('wait as long as a receiver asks, and say when it has moved', async () => {
    await add({ crossings: ['hot-up'] });
    await rise();
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '600' } });
    await send();
    bank.passSeconds(599);
    assert.equal(await send(), 0);
    receiver.answer = () => ({ status: 308, headers: { location: 'https://elsewhere.example' } });
    bank.passSeconds(2);
    await send();
    assert.match((await listed())[0]!.reason ?? '', /answered 308; redirects are not followed/);
  });

  it('say in words why nobody answered', async () => {
    const { channel } = await add();
    await receiver.close();
    const { reason } = await testChannel(bank.context, bank.tenantId, channel.channelId);
    assert.equal(reason, 'The receiver takes no connections');
  });

  it('that were given up are tried again by one channel, which says why', async () => {
    await add({ crossings: ['hot-up'] });
    bank.passSeconds(1);
    const { channel } = await add({ crossings: ['hot-up'], name: 'Other' });
    await rise();
    receiver.answer = () => ({ status: 410 });
    await send();
    const states = () => bank.inTenant(channelStates);
    assert.deepEqual(
      (await states()).map(({ deadReason }) => deadReason),
      Array(2).fill('The receiver answered 410: it is gone for good'),
    );
    for (const { channelId } of await states()) await bank.inTenant(sql => enableChannel(sql, channelId));
    const { channelId } = channel;
    assert.equal(await bank.inTenant(sql => retryDeliveries(sql, { channelId })), 1);
    assert.deepEqual(
      (await states()).map(({ deadLetters, waiting }) => [deadLetters, waiting]),
      [
        [1, 0],
        [0, 1],
      ],
    );
  });

  it('are given up after two days, when their channel is disabled, until an admin acts', async () => {
    const { channel } = await add({ crossings: ['hot-up'] });
    await rise();
    receiver.answer = () => ({ status: 500 });
    for (let hour = 0; hour < 60; hour += 1) {
      await send();
      bank.passSeconds(3_600);
    }
    const [disabled] = await bank.inTenant(listChannels);
    assert.ok(disabled!.disabledAt !== null);
    assert.match(disabled!.disabledReason ?? '', /answered 500/);
    assert.ok((await listed())[0]!.deadAt !== null);
    receiver.answer = () => ({ status: 200 });
    await bank.inTenant(sql => enableChannel(sql, channel.channelId));
    assert.equal(await bank.inTenant(sql => retryDeliveries(sql)), 1);
    await send();
    assert.ok((await listed())[0]!.deliveredAt !== null);
  });

  it('stop at once when a receiver is gone for good', async () => {
    await add();
    await rise();
    receiver.answer = () => ({ status: 410 });
    await send();
    assert.ok((await bank.inTenant(listChannels))[0]!.disabledAt !== null);
    for (const { deadAt } of await listed()) assert.ok(deadAt !== null);
  });

  it('are silent outside of working hours, and come when those begin', async () => {
    await bank.inTenant(sql =>
      setWorkingHours(sql, { timeZone: 'UTC', days: [1, 2, 3, 4, 5], fromMinute: 540, untilMinute: 1020 }),
    );
    await add({ isQuiet: true, crossings: ['hot-up'] });
    // The bank’s now is Sunday, 10:00.
    await rise();
    assert.equal(await send(), 0);
    bank.passSeconds(23 * 3_600);
    assert.equal(await send(), 1);
  });

  it('are forgotten 90 days after they arrived or were given up, and come no second time', async () => {
    await add();
    const { channel: gone } = await add({ crossings: ['hot-up'], name: 'Gone' });
    const { channel: paused } = await add({ crossings: ['hot-up'], name: 'Paused' });
    const crossed = await rise();
    await bank.inTenant(sql => pauseChannel(sql, paused.channelId, bank.context.now()));
    receiver.answer = ({ body }) => ({ status: JSON.parse(body).data.threshold === 'hot' ? 410 : 204 });
    while ((await send()) > 0);
    const before = await listed();
    assert.equal(before.length, crossed.length + 2);
    assert.ok(before.some(({ channelId, deadAt }) => channelId === gone.channelId && deadAt !== null));
    bank.passSeconds(90 * DAY_SECONDS);
    await cleanUp(bank.context);
    assert.equal((await listed()).length, before.length);
    bank.passSeconds(1);
    await cleanUp(bank.context);
    assert.deepEqual(
      (await listed()).map(({ channelId }) => channelId),
      [paused.channelId],
      'what still waits stays',
    );
    const told = receiver.received.length;
    await bank.inTenant(sql => enableChannel(sql, gone.channelId));
    await rescoreLeads(bank.context, bank.tenantId, [leadId], { trigger: 'asked' });
    while ((await send()) > 0);
    const again = tokens().slice(told);
    assert.deepEqual(
      again.filter(token => crossed.includes(token)),
      [],
    );
  });

  it('can be tried by an admin', async () => {
    const { channel } = await add();
    receiver.answer = () => ({ status: 404 });
    const { deliveredAt, reason } = await testChannel(bank.context, bank.tenantId, channel.channelId);
    assert.deepEqual([deliveredAt, reason], [null, 'The receiver answered 404']);
    assert.equal(bodies()[0].type, 'channel.tested');
    await assert.rejects(testChannel(bank.context, bank.tenantId, randomUUID()), {
      code: 'ERR_KEY_NOT_FOUND',
    });
  });

  it('keep addresses and secrets sealed', async () => {
    const { secret } = await add();
    const rows = await bank.inTenant(sql =>
      sql.query('select c::text as row from alert_channels c where tenant_id = $1', [bank.tenantId]),
    );
    const text = JSON.stringify(rows);
    for (const hidden of [secret!, '/hook']) assert.equal(text.includes(hidden), false);
  });

  it('refuse a channel that leads nowhere', async () => {
    for (const wrong of [{ url: 'ftp://x.example' }, { url: undefined }, { kind: 'crm_task' as const }])
      await assert.rejects(add({ ...wrong }), { code: 'ERR_INPUT_INVALID' });
  });

  it('lead a manager to hot leads that nobody touched', async () => {
    await rise();
    const untouched = () =>
      bank.inTenant(sql => untouchedLeads(sql, { hotBefore: bank.context.now(), limit: 10 }));
    assert.deepEqual(
      (await untouched()).map(lead => lead.leadId),
      [leadId],
    );
    await bank.inTenant(sql =>
      sql.query(`update next_steps set answer = 'taken', answered_at = $2 where tenant_id = $1`, [
        bank.tenantId,
        bank.context.now(),
      ]),
    );
    bank.passSeconds(DAY_SECONDS);
    assert.deepEqual(await untouched(), []);
  });
});
