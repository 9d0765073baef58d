import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createMailServer } from '../../../src/security/mail-server.ts';
import { type Channel, listChannels } from '../../../src/store/alerts/channels.ts';
import { type Delivery, listDeliveries } from '../../../src/store/alerts/deliveries.ts';
import { findLeads } from '../../../src/store/leads.ts';
import { getTenant } from '../../../src/store/tenants.ts';
import { alertCrossings } from '../../../src/use-cases/alerts/alert-crossings.ts';
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

  const add = (address: string, given = context) =>
    addChannel(given, bank.tenantId, {
      ...{ kind: 'email', name: 'Sales team', crossings: ['hot-up'], isQuiet: false, address },
    });
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

  it('say in one letter who crossed, where to read of it, and how to stop', async () => {
    const { channel, secret } = await add('sales@acme.example');
    assert.deepEqual([channel.shown, secret], ['s…@acme.example', null]);
    await cross();
    await deliverDue(context);
    const [{ to, headers, text }] = receiver.received as [(typeof receiver.received)[number]];
    const [{ deliveryId }] = (await listed()) as [Delivery];
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
    assert.equal((await listed())[0]!.reason, 'The mail server answered 451');
    receiver.refuse = () => undefined;
    bank.passSeconds(31);
    await deliverDue(context);
    assert.equal(receiver.received.length, 1);
    assert.ok((await listed())[0]!.deliveredAt);
  });

  it('stop at once when there is nobody at the address', async () => {
    const { channel } = await add('gone@acme.example');
    receiver.refuse = () => ({ code: 550, text: '5.1.1 no such user' });
    const { deadAt } = await testChannel(context, bank.tenantId, channel.channelId);
    assert.ok(deadAt !== null);
    const [{ disabledReason }] = (await bank.inTenant(listChannels)) as [Channel];
    assert.equal(disabledReason, 'The mail server says that there is no such address');
  });

  it('can be tried by an admin', async () => {
    const { channel } = await add('sales@acme.example');
    assert.ok((await testChannel(context, bank.tenantId, channel.channelId)).deliveredAt);
    assert.match(receiver.received[0]!.text, /^A test by an admin .*: this channel works\./);
  });

  it('are refused where the operator named no mail server, and to what is no single address', async () => {
    await assert.rejects(add('sales@acme.example', bank.context), {
      ...{ code: 'ERR_INPUT_INVALID', message: /operator has to set AIX_SMTP_URL and AIX_MAIL_FROM/ },
    });
    for (const wrong of ['sales', 'a@b.example, c@d.example', 'a@b.example\nBcc: c@d.example'])
      await assert.rejects(add(wrong), { code: 'ERR_INPUT_INVALID', message: /must be one e-mail address/ });
  });
});
