import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createMailServer } from '../../../src/security/mail-server.ts';
import { removeReadings } from '../../../src/store/access/remove-connection.ts';
import { listChannels } from '../../../src/store/alerts/channels.ts';
import { confirmChannel } from '../../../src/store/alerts/confirmations.ts';
import { claimDeliveries, type Delivery, listDeliveries } from '../../../src/store/alerts/deliveries.ts';
import { findLeads } from '../../../src/store/leads.ts';
import { getTenant, setWorkingHours } from '../../../src/store/tenants.ts';
import { alertCrossings } from '../../../src/use-cases/alerts/alert-crossings.ts';
import { addChannel, type ChannelRequest } from '../../../src/use-cases/alerts/manage-channels.ts';
import type { Context } from '../../../src/use-cases/context.ts';
import { erasePerson } from '../../../src/use-cases/identity/erase-person.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import type { Bank } from '../../support/bank.ts';
import { deliverDue } from '../../support/deliver-due.ts';
import { openMailReceiver } from '../../support/mail-receiver.ts';
import { openReceiver, type Receiver } from '../../support/receiver.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const HOUR = 3_600;
const HOURLY = { every: 'hour', timeZone: 'UTC' } as const;

describe(`digests of alerts on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let receiver: Receiver;
  let context: Context;
  let leadId: string;
  withBank(async opened => {
    bank = opened;
    context = bank.context;
    receiver = await openReceiver();
    bank.crms.salesforce.put('ada', { email: 'ada@lead.example', name: 'Ada <Silva>', company: 'Acme' });
    await importLeads(context, bank.tenantId, await bank.connection('salesforce'));
    const rows = await bank.inTenant(sql =>
      sql.query<{ leadId: string }>('select lead_id as "leadId" from leads where tenant_id = $1', [
        bank.tenantId,
      ]),
    );
    leadId = rows[0]!.leadId;
  });
  afterEach(() => receiver.close());

  const add = (request: Partial<ChannelRequest> = {}) =>
    addChannel(context, bank.tenantId, {
      ...{ kind: 'webhook', name: 'Digest', crossings: ['hot-up'], isQuiet: false, digest: HOURLY },
      ...((request.kind ?? 'webhook') !== 'email' && request.kind !== 'crm_task' && { url: receiver.url }),
      ...request,
    });
  /** So many crossings, now; returns their tokens. */
  const cross = (count: number, scorePoints = 82) =>
    bank.inTenant(async sql => {
      const crossedAt = context.now();
      const [lead] = await findLeads(sql, [leadId]);
      const crossed = Array.from({ length: count }, () => ({
        crossing: {
          ...{ token: randomUUID(), leadId, receiptId: randomUUID(), crossedAt },
          ...({ threshold: 'hot', direction: 'up' } as const),
        },
        ...{ lead: lead!, band: 'Hot', scorePoints },
      }));
      await alertCrossings(sql, await getTenant(sql), crossed, crossedAt);
      return crossed.map(({ crossing }) => crossing.token);
    });
  const messages = () => receiver.received.map(({ body }) => JSON.parse(body));
  const tokensOf = ({ data }: { data: { crossings: { token: string }[] } }) =>
    data.crossings.map(({ token }) => token).sort();
  const claimAndDie = async (channelId: string) =>
    bank.inTenant(sql => claimDeliveries(sql, { channelId, now: context.now(), limit: 10 }));

  it('gather what happens in an hour into one message, signed, and what comes after into the next', async () => {
    await add();
    const first = await cross(2);
    bank.passSeconds(HOUR - 1);
    first.push(...(await cross(1)));
    assert.equal(await deliverDue(context), 0);
    bank.passSeconds(1);
    const second = await cross(1);
    assert.equal(await deliverDue(context), 1);
    bank.passSeconds(HOUR);
    await deliverDue(context);
    const [one, other] = messages();
    assert.deepEqual([one.type, one.timestamp], ['leads.crossed', '2026-11-22T11:00:00.000Z']);
    assert.deepEqual([tokensOf(one), tokensOf(other)], [first.sort(), second]);
    assert.ok(receiver.received[0]!.headers['webhook-signature']);
  });

  it('come once a day at an hour of their place, by its clock in summer and winter', async () => {
    await add({ digest: { every: 'day', hour: 8, timeZone: 'America/New_York' } });
    // The bank’s now is Sunday, 10:00 UTC: five in the morning there.
    await cross(1);
    bank.passSeconds(3 * HOUR - 1);
    assert.equal(await deliverDue(context), 0);
    bank.passSeconds(1);
    assert.equal(await deliverDue(context), 1);
    assert.equal(messages()[0].timestamp, '2026-11-22T13:00:00.000Z');
    // Clocks are set forward there on 14 March 2027.
    bank.passSeconds((Date.UTC(2027, 2, 14, 6) - context.now().getTime()) / 1000);
    await cross(1);
    bank.passSeconds(6 * HOUR);
    await deliverDue(context);
    assert.equal(messages()[1].timestamp, '2027-03-14T12:00:00.000Z');
  });

  it('come again whole and under the same id after a crash or a refusal, and once they are on their way take nothing more', async () => {
    const { channel } = await add();
    const first = await cross(3);
    bank.passSeconds(HOUR);
    receiver.answer = () => ({ status: 503 });
    await deliverDue(context);
    bank.passSeconds(31);
    await claimAndDie(channel.channelId);
    bank.passSeconds(121);
    receiver.answer = () => ({ status: 204 });
    await deliverDue(context);
    assert.deepEqual(messages().map(tokensOf), [first.sort(), first]);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    assert.equal(new Set(ids).size, 1);
  });

  it('tell what was stored late in a further message of the same time', async () => {
    const { channel } = await add();
    await cross(1);
    const late = context.now();
    bank.passSeconds(HOUR);
    await claimAndDie(channel.channelId);
    const [lead] = await bank.inTenant(sql => findLeads(sql, [leadId]));
    // Its transaction began in the hour before, and took long.
    const crossing = { token: 'late', leadId, receiptId: randomUUID(), crossedAt: late } as const;
    await bank.inTenant(async sql => {
      const crossed = { crossing: { ...crossing, threshold: 'hot', direction: 'up' }, lead: lead! } as const;
      await alertCrossings(sql, await getTenant(sql), [{ ...crossed, band: 'Hot', scorePoints: 82 }], late);
    });
    await deliverDue(context);
    assert.deepEqual(messages().map(tokensOf), [['late']]);
  });

  it('part what is too much for one message', async () => {
    await add();
    const tokens = [...(await cross(300)), ...(await cross(700))];
    bank.passSeconds(HOUR);
    await deliverDue(context);
    const told = messages().map(tokensOf);
    assert.ok(told.every(each => each.length <= 500));
    assert.deepEqual(told.flat().sort(), tokens.sort());
  });

  it('read as a list in Slack, the highest score first', async () => {
    await add({ kind: 'slack' });
    await cross(1, 75);
    await cross(1, 90);
    await cross(25, 60);
    bank.passSeconds(HOUR);
    await deliverDue(context);
    const [headline, first, second, ...others] = messages()[0].text.split('\n');
    assert.equal(headline, '*27 alerts until 22 Nov 2026, 11:00 (UTC)*');
    const link = '<https://salesforce.example/Lead/ada|Open in Salesforce>';
    assert.equal(first, `• Ada &lt;Silva&gt;, Acme rose to Hot (90 points) · ${link}`);
    assert.match(second, /75 points/);
    assert.deepEqual([others.length, others.at(-1)], [24, '• and 2 more']);
  });

  it('have one line for people of what one score passed, and each crossing for webhooks', async () => {
    await add({ crossings: ['warm-up', 'hot-up'] });
    await add({ kind: 'slack', crossings: ['warm-up', 'hot-up'] });
    const crossedAt = context.now();
    const from = { leadId, receiptId: randomUUID(), crossedAt, direction: 'up' } as const;
    await bank.inTenant(async sql => {
      const [lead] = await findLeads(sql, [leadId]);
      const crossed = (['warm', 'hot'] as const).map(threshold => ({
        crossing: { ...from, threshold, token: `${threshold}-up` },
        ...{ lead: lead!, band: 'Hot', scorePoints: 82 },
      }));
      await alertCrossings(sql, await getTenant(sql), crossed, crossedAt);
    });
    bank.passSeconds(HOUR);
    await deliverDue(context);
    const { text } = messages().find(each => each.text !== undefined);
    assert.match(text, /^\*1 alert until [^\n]*\n[^\n]*rose to Hot[^\n]*$/);
    const hook = messages().find(({ data }) => data !== undefined);
    assert.deepEqual(tokensOf(hook), ['hot-up', 'warm-up']);
  });

  it('are one letter, under one Message-ID', async () => {
    const mail = await openMailReceiver();
    const url = `smtp://127.0.0.1:${mail.port}`;
    const mailServer = createMailServer({ url, from: 'alerts@aix.example', allowPrivate: true });
    context = { ...context, mailServer };
    await add({
      kind: 'email',
      address: 'sales@acme.example',
      confirmPage: 'https://aix.example/alert-channels/confirm',
      digest: { ...HOURLY, timeZone: 'Europe/Berlin' },
    });
    await bank.inTenant(async sql => {
      for (const { channelId } of await listChannels(sql))
        await confirmChannel(sql, channelId, context.now());
    });
    mail.received.length = 0;
    await cross(2);
    bank.passSeconds(HOUR);
    await deliverDue(context);
    await mail.close();
    const [{ headers, text }] = mail.received as [(typeof mail.received)[number]];
    assert.equal(headers.subject, '2 alerts until 22 Nov 2026, 12:00 (Europe/Berlin)');
    const line =
      '- Ada <Silva>, Acme rose to Hot (82 points)\r\n  In Salesforce: https://salesforce.example/Lead/ada';
    assert.deepEqual(text.split('\r\n\r\n').slice(1, 3), [line, line]);
  });

  it('wait until work begins on a quiet channel', async () => {
    await bank.inTenant(sql =>
      setWorkingHours(sql, { timeZone: 'UTC', days: [1, 2, 3, 4, 5], fromMinute: 540, untilMinute: 1020 }),
    );
    await add({ isQuiet: true });
    await cross(1);
    bank.passSeconds(22 * HOUR);
    assert.equal(await deliverDue(context), 0);
    bank.passSeconds(HOUR);
    assert.equal(await deliverDue(context), 1);
  });

  it('keep nothing of people once they are delivered', async () => {
    await add({ kind: 'slack' });
    await cross(1);
    bank.passSeconds(HOUR);
    await deliverDue(context);
    const kept = await bank.inTenant(sql =>
      sql.query('select from digest_crossings where tenant_id = $1', [bank.tenantId]),
    );
    assert.deepEqual(kept, []);
    assert.ok((await bank.inTenant(sql => listDeliveries(sql, { limit: 1 })))[0]!.deliveredAt);
  });

  it('forget people who are erased, or whose connection ends, and send nothing about nobody', async () => {
    await add();
    await cross(2);
    await erasePerson(context, bank.tenantId, leadId);
    bank.passSeconds(HOUR);
    await deliverDue(context);
    assert.deepEqual(receiver.received, []);
    const [{ deliveredAt }] = (await bank.inTenant(sql => listDeliveries(sql, { limit: 1 }))) as [Delivery];
    assert.ok(deliveredAt !== null);
  });

  it('do not hold up the end of a connection', async () => {
    await add();
    await cross(2);
    const { connectionId } = await bank.connection('salesforce');
    await bank.inTenant(sql => removeReadings(sql, connectionId));
    assert.deepEqual(await bank.inTenant(sql => findLeads(sql, [leadId])), []);
  });

  it('are none for tasks, which stand at one record each', async () => {
    const { connectionId } = await bank.connection('salesforce');
    await assert.rejects(add({ kind: 'crm_task', connectionId }), {
      ...{ code: 'ERR_INPUT_INVALID', message: /takes no digest/ },
    });
  });
});
