import assert from 'node:assert/strict';
import { createMailServer } from '../../../src/security/mail-server.ts';
import { channelStates } from '../../../src/store/alerts/channel-states.ts';
import { pauseChannel } from '../../../src/store/alerts/channels.ts';
import { setWorkingHours } from '../../../src/store/tenants.ts';
import { confirmAddress } from '../../../src/use-cases/alerts/confirm-address.ts';
import {
  addChannel,
  type ChannelRequest,
  testChannel,
} from '../../../src/use-cases/alerts/manage-channels.ts';
import type { Context } from '../../../src/use-cases/context.ts';
import type { Bank } from '../../support/bank.ts';
import { deliverDue } from '../../support/deliver-due.ts';
import { type MailReceiver, openMailReceiver } from '../../support/mail-receiver.ts';
import { openReceiver, type Receiver } from '../../support/receiver.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const REASON = 'The receiver answered 410: it is gone for good';

describe(`that an alert channel was disabled, on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let context: Context;
  let gone: Receiver;
  let receiver: Receiver;
  let mails: MailReceiver;
  withBank(async opened => {
    bank = opened;
    [gone, receiver, mails] = await Promise.all([openReceiver(), openReceiver(), openMailReceiver()]);
    gone.answer = () => ({ status: 410 });
    const url = `smtp://127.0.0.1:${mails.port}`;
    const mailServer = createMailServer({ url, from: 'alerts@aix.example', allowPrivate: true });
    context = { ...bank.context, mailServer };
  });
  afterEach(() => Promise.all([gone.close(), receiver.close(), mails.close()]));

  const add = async (request: Partial<ChannelRequest>) => {
    const { channel } = await addChannel(context, bank.tenantId, {
      ...{ kind: 'webhook', name: 'Other', crossings: ['hot-up'], isQuiet: false },
      ...(['email', 'crm_task'].includes(request.kind!) ? {} : { url: receiver.url }),
      ...request,
    });
    return channel.channelId;
  };
  const disable = async () => {
    const channelId = await add({ name: 'Routing <EU>', url: gone.url });
    await testChannel(context, bank.tenantId, channelId);
    return channelId;
  };
  const bodies = () => receiver.received.map(({ body }) => JSON.parse(body));

  it('is told once by the others', async () => {
    await add({});
    await add({ kind: 'slack' });
    const channelId = await disable();
    const timestamp = context.now().toISOString();
    bank.passSeconds(1);
    await testChannel(context, bank.tenantId, channelId);
    assert.equal(await deliverDue(context), 2);
    assert.equal(await deliverDue(context), 0);
    const text = `*The alert channel “Routing &lt;EU&gt;” was disabled*\n${REASON}. An admin can resume it on the page of alert channels once that is mended, and have tried again what was given up`;
    const data = { channelId, name: 'Routing <EU>', reason: REASON };
    assert.deepEqual(new Set(bodies()), new Set([{ text }, { type: 'channel.disabled', timestamp, data }]));
  });

  it('is told by letter', async () => {
    await add({ kind: 'email', address: 'sales@acme.example', confirmPage: 'https://aix.example/confirm' });
    const token = /\?token=(\S+)/.exec(mails.received[0]!.text)![1]!;
    await confirmAddress(context, token);
    await disable();
    await deliverDue(context);
    assert.equal(mails.received.length, 2);
    const { text } = mails.received[1]!;
    assert.match(text, /^The alert channel “Routing <EU>” was disabled\.\r?\n/);
    assert.ok(text.includes(REASON) && text.includes('page of alert channels'), text);
  });

  it('is not told by channels that send nothing, or whose messages stand at leads', async () => {
    const paused = await add({});
    await bank.inTenant(sql => pauseChannel(sql, paused, context.now()));
    await add({ kind: 'email', address: 'sales@acme.example', confirmPage: 'https://aix.example/confirm' });
    const { connectionId } = await bank.connection('salesforce');
    await add({ kind: 'crm_task', connectionId });
    await disable();
    assert.equal(await deliverDue(context), 0);
  });

  it('is told by quiet ones within working hours', async () => {
    await bank.inTenant(sql =>
      setWorkingHours(sql, {
        timeZone: 'UTC',
        days: [1, 2, 3, 4, 5, 6, 7],
        fromMinute: 1439,
        untilMinute: 1440,
      }),
    );
    await add({ isQuiet: true });
    await disable();
    assert.equal(await deliverDue(context), 0);
    bank.passSeconds(86_400);
    assert.equal(await deliverDue(context), 1);
  });

  it('is no dead letter of one that is disabled itself before it could tell', async () => {
    const other = await add({ isQuiet: false });
    await disable();
    receiver.answer = () => ({ status: 410 });
    await deliverDue(context);
    const state = (await bank.inTenant(channelStates)).find(({ channelId }) => channelId === other)!;
    assert.deepEqual([state.disabledReason, state.deadLetters, state.waiting], [REASON, 0, 0]);
  });
});
