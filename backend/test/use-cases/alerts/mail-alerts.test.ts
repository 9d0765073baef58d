import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { createEnvelope } from '../../../src/security/envelope.ts';
import { createMailServer } from '../../../src/security/mail-server.ts';
import { type Channel, listChannels, removeChannel } from '../../../src/store/alerts/channels.ts';
import { listDeliveries } from '../../../src/store/alerts/deliveries.ts';
import { findLeads } from '../../../src/store/leads.ts';
import { getTenant } from '../../../src/store/tenants.ts';
import { cleanUp } from '../../../src/use-cases/access/clean-up.ts';
import { alertCrossings } from '../../../src/use-cases/alerts/alert-crossings.ts';
import { askAgain, confirmAddress, readConfirmation } from '../../../src/use-cases/alerts/confirm-address.ts';
import { makeConfirmToken } from '../../../src/use-cases/alerts/confirm-token.ts';
import { addChannel, testChannel } from '../../../src/use-cases/alerts/manage-channels.ts';
import type { Context } from '../../../src/use-cases/context.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import type { Bank } from '../../support/bank.ts';
import { deliverDue } from '../../support/deliver-due.ts';
import { type MailReceiver, openMailReceiver } from '../../support/mail-receiver.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

describe(`alerts by e-mail on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let receiver: MailReceiver;
  let context: Context;
  withBank(async opened => {
    bank = opened;
    receiver = await openMailReceiver();
    const url = `smtp://127.0.0.1:${receiver.port}`;
    const mailServer = createMailServer({ url, from: 'alerts@aix.example', allowPrivate: true });
    context = { ...bank.context, mailServer };
    bank.crms.salesforce.put('ada', {
      ...{ email: 'ada@lead.example', name: 'Ada\r\nBcc: eve@evil.example', company: 'Äcme' },
    });
    await importLeads(context, bank.tenantId, await bank.connection('salesforce'));
  });
  afterEach(() => receiver.close());

  /** A channel whose reader was asked, but has not confirmed. */
  const ask = (address: string, given = context) =>
    addChannel(given, bank.tenantId, {
      ...{ kind: 'email', name: 'Sales team', crossings: ['hot-up'], isQuiet: false, address },
      confirmPage: 'https://aix.example/alert-channels/confirm',
    });
  /** What stands in the link of the newest letter. */
  const readToken = () =>
    /^https:\/\/aix\.example\/alert-channels\/confirm\?token=(\S+)\r?$/m.exec(
      receiver.received.at(-1)!.text,
    )![1]!;
  const add = async (address: string) => {
    const added = await ask(address);
    await confirmAddress(context, readToken());
    receiver.received.length = 0;
    return added;
  };
  const cross = () =>
    bank.inTenant(async sql => {
      const [{ leadId }] = (await sql.query<{ leadId: string }>(
        `select lead_id as "leadId" from leads where tenant_id = $1 and email = 'ada@lead.example'`,
        [bank.tenantId],
      )) as [{ leadId: string }];
      const [lead] = await findLeads(sql, [leadId]);
      const crossedAt = context.now();
      const crossing = { token: randomUUID(), leadId, receiptId: randomUUID(), crossedAt } as const;
      const crossed = { crossing: { ...crossing, threshold: 'hot', direction: 'up' }, lead: lead! } as const;
      await alertCrossings(
        sql,
        await getTenant(sql),
        [{ ...crossed, band: 'Hot', scorePoints: 82 }],
        crossedAt,
      );
    });
  const listed = () => bank.inTenant(sql => listDeliveries(sql, { limit: 5 }));
  const alert = async () => (await listed()).find(({ leadId }) => leadId !== null)!;

  it('ask the reader of an address once, and send nothing else there until they agree', async () => {
    const { channel } = await ask('sales@acme.example');
    const [{ to, text }, ...others] = receiver.received as [(typeof receiver.received)[number]];
    assert.deepEqual([to, others, channel.confirmedAt], [['sales@acme.example'], [], null]);
    assert.match(
      text,
      /An admin of Example Savings Bank wants the alert channel “Sales team” .*only if you agree/,
    );
    assert.match(text, /Der Kanal „Sales team“/);
    await assert.rejects(testChannel(context, bank.tenantId, channel.channelId), {
      code: 'ERR_INPUT_INVALID',
    });
    await cross();
    assert.equal(await deliverDue(context), 0);
    const asked = await readConfirmation(context, readToken());
    assert.deepEqual(
      [asked.tenant, asked.shown, asked.confirmedAt],
      ['Example Savings Bank', 's…@acme.example', null],
    );
    assert.equal((await bank.inTenant(listChannels))[0]!.confirmedAt, null, 'looking confirms nothing');
    await confirmAddress(context, readToken());
    const at = context.now();
    bank.passSeconds(60);
    await confirmAddress(context, readToken());
    assert.deepEqual((await bank.inTenant(listChannels))[0]!.confirmedAt, at);
    assert.equal(await deliverDue(context), 0, 'what happened before stays untold');
    await cross();
    assert.equal(await deliverDue(context), 1);
    assert.match(receiver.received.at(-1)!.text, /rose to Hot/);
  });

  it('ask again while the mail server postpones, and when an admin wants so, every ten minutes at most', async () => {
    receiver.refuse = () => ({ code: 451, text: '4.7.1 later' });
    const { channel } = await ask('sales@acme.example');
    assert.equal(receiver.received.length, 0);
    receiver.refuse = () => undefined;
    bank.passSeconds(31);
    await deliverDue(context);
    assert.equal(receiver.received.length, 1);
    const { channelId } = channel;
    const again = () =>
      askAgain(context, bank.tenantId, { channelId, page: 'https://aix.example/alert-channels/confirm' });
    await assert.rejects(again(), { code: 'ERR_TOO_MANY_REQUESTS' });
    bank.passSeconds(600);
    assert.ok((await again()).deliveredAt !== null);
    await confirmAddress(context, readToken());
    bank.passSeconds(600);
    await assert.rejects(again(), { code: 'ERR_CONFLICT' });
    assert.equal(receiver.received.length, 2);
  });

  it('ask twenty times a day at most, though channels are removed and added again', async () => {
    for (let count = 0; count < 20; count += 1) {
      const { channel } = await ask(`person${count}@acme.example`);
      await bank.inTenant(sql => removeChannel(sql, channel.channelId));
    }
    const asked = receiver.received.length;
    await assert.rejects(ask('sales@acme.example'), { code: 'ERR_TOO_MANY_REQUESTS' });
    assert.deepEqual([asked, receiver.received.length], [20, 20]);
    assert.deepEqual(await bank.inTenant(listChannels), [], 'the channel is not there without its letter');
    bank.passSeconds(86_401);
    await cleanUp(context);
    await ask('sales@acme.example');
  });

  it('are confirmed by our own links only, for a week, while the channel is there', async () => {
    const { channel } = await ask('sales@acme.example');
    const token = readToken();
    const elsewhere = makeConfirmToken(
      createEnvelope(randomBytes(32)),
      { tenantId: bank.tenantId, channelId: channel.channelId },
      context.now(),
    );
    const altered = Buffer.from(token, 'base64url');
    altered[40]! ^= 1;
    for (const wrong of ['', 'undefined', elsewhere, altered.toString('base64url')])
      await assert.rejects(confirmAddress(context, wrong), {
        code: 'ERR_INPUT_INVALID',
        message: /not as it was made/,
      });
    bank.passSeconds(7 * 86_400 + 1);
    await assert.rejects(confirmAddress(context, token), { code: 'ERR_INPUT_INVALID', message: /has ended/ });
    assert.equal((await bank.inTenant(listChannels))[0]!.confirmedAt, null);
    const { channelId } = channel;
    await askAgain(context, bank.tenantId, { channelId, page: 'https://aix.example/alert-channels/confirm' });
    await bank.inTenant(sql => removeChannel(sql, channelId));
    await assert.rejects(confirmAddress(context, readToken()), { message: /was removed/ });
  });

  it('say in one letter who crossed, where to read of it, and how to stop', async () => {
    const { channel, secret } = await add('sales@acme.example');
    assert.deepEqual([channel.shown, secret], ['s…@acme.example', null]);
    await cross();
    await deliverDue(context);
    const [{ to, headers, text }] = receiver.received as [(typeof receiver.received)[number]];
    const { deliveryId } = await alert();
    assert.deepEqual(to, ['sales@acme.example']);
    assert.equal(headers['message-id'], `<${deliveryId}@aix.example>`);
    assert.equal(headers.bcc, undefined);
    assert.deepEqual(text.split('\r\n\r\n'), [
      'Ada Bcc: eve@evil.example, Äcme rose to Hot (82 points).',
      'In Salesforce: https://salesforce.example/Lead/ada',
      'You get this because the alert channel “Sales team” of Example Savings Bank leads to this address. To stop it, ask an admin of AIX Lead Qualification there to pause or remove that channel.',
    ]);
    assert.equal(text.includes('ada@lead.example'), false);
  });

  it('come again under the same Message-ID while the server postpones them', async () => {
    await add('sales@acme.example');
    await cross();
    receiver.refuse = () => ({ code: 451, text: '4.7.1 later' });
    await deliverDue(context);
    assert.equal((await alert()).reason, 'The mail server answered 451');
    receiver.refuse = () => undefined;
    bank.passSeconds(31);
    await deliverDue(context);
    assert.equal(receiver.received.length, 1);
    assert.ok((await alert()).deliveredAt);
  });

  it('stop at once when there is nobody at the address', async () => {
    receiver.refuse = () => ({ code: 550, text: '5.1.1 no such user' });
    await ask('gone@acme.example');
    assert.ok((await listed())[0]!.deadAt !== null);
    const [{ disabledReason }] = (await bank.inTenant(listChannels)) as [Channel];
    assert.equal(disabledReason, 'The mail server says that there is no such address');
  });

  it('can be tried by an admin', async () => {
    const { channel } = await add('sales@acme.example');
    assert.ok((await testChannel(context, bank.tenantId, channel.channelId)).deliveredAt);
    assert.match(receiver.received[0]!.text, /^A test by an admin .*: this channel works\./);
  });

  it('are refused where the operator named no mail server, and to what is no single address', async () => {
    await assert.rejects(ask('sales@acme.example', bank.context), {
      ...{ code: 'ERR_INPUT_INVALID', message: /operator has to set AIX_SMTP_URL and AIX_MAIL_FROM/ },
    });
    for (const wrong of ['sales', 'a@b.example, c@d.example', 'a@b.example\nBcc: c@d.example'])
      await assert.rejects(ask(wrong), { code: 'ERR_INPUT_INVALID', message: /must be one e-mail address/ });
  });
});
