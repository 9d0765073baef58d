import { listChannels, openChannelSettings } from '../../store/alerts/channels.ts';
import type { ClaimedDelivery, DeliveryResult } from '../../store/alerts/deliveries.ts';
import { getTenant } from '../../store/tenants.ts';
import type { Context } from '../context.ts';
import type { RecordLink } from '../record-links.ts';
import { alertText, disabledText, TEST_TEXT } from './alert-text.ts';
import { CONFIRM_DAYS, makeConfirmToken } from './confirm-token.ts';
import { isEmpty, readTold, type Told } from './read-told.ts';

/** What an installation says that has no mail server. */
export const NO_MAIL_SERVER =
  'This installation sends no e-mail: its operator has to set AIX_SMTP_URL and AIX_MAIL_FROM';

/** Mails an alert. A repeat carries the same Message-ID, and mail programs show it once. */
export async function sendMail(
  context: Context,
  tenantId: string,
  delivery: ClaimedDelivery,
): Promise<DeliveryResult> {
  const { mailServer } = context;
  if (mailServer === undefined) return { status: 'postponed', reason: NO_MAIL_SERVER, isDown: true };
  const { deliveryId: id, createdAt: at } = delivery;
  const letter = await letterOf(context, tenantId, delivery);
  if (letter === undefined) return { status: 'delivered', externalId: null };
  const answer = await mailServer.send({ id, at, ...letter });
  if (answer.outcome === 'accepted') return { status: 'delivered', externalId: null };
  const { reason } = answer;
  if (answer.outcome === 'unknown_address') return { status: 'refused', reason };
  return { status: 'postponed', reason, isDown: answer.isDown };
}

async function letterOf(
  context: Context,
  tenantId: string,
  delivery: ClaimedDelivery,
): Promise<{ to: string; subject: string; text: string } | undefined> {
  const { channelId, content, createdAt } = delivery;
  const { address = '' } = openChannelSettings(context.envelope, tenantId, delivery);
  const { channel, tenant } = await context.database.withTenant(tenantId, async sql => ({
    channel: (await listChannels(sql)).find(each => each.channelId === channelId)!,
    tenant: (await getTenant(sql)).name,
  }));
  if ('confirmPage' in content) {
    const token = makeConfirmToken(context.envelope, { tenantId, channelId: channelId! }, createdAt);
    const link = `${content.confirmPage}?token=${token}`;
    return { to: address, ...confirmationLetter({ channel: channel.name, tenant, link }) };
  }
  const told = await readTold(context, tenantId, delivery);
  if (isEmpty(told)) return undefined;
  const { subject, paragraphs } = sayTold(told);
  const why = `You get this because the alert channel “${channel.name}” of ${tenant} leads to this address. To stop it, ask an admin of AIX Lead Qualification there to pause or remove that channel.`;
  return { to: address, subject, text: `${[...paragraphs, why].join('\n\n')}\n` };
}

/** In both languages: nobody knows that of the reader. */
function confirmationLetter({ channel, tenant, link }: { channel: string; tenant: string; link: string }) {
  const paragraphs = [
    `An admin of ${tenant} wants the alert channel “${channel}” of AIX Lead Qualification to write to this address. It does so only if you agree, within ${CONFIRM_DAYS} days:`,
    link,
    'If you do not want that, do nothing: nothing more comes.',
    `Der Kanal „${channel}“ für Benachrichtigungen von AIX Lead Qualification soll an diese Adresse schreiben; das möchte eine Administratorin oder ein Administrator von ${tenant}. Er tut es nur, wenn Sie unter der Adresse oben binnen ${CONFIRM_DAYS} Tagen zustimmen. Wenn Sie das nicht möchten, tun Sie nichts: Dann kommt nichts mehr.`,
  ];
  return {
    subject: 'Please confirm · Bitte bestätigen: AIX Lead Qualification',
    text: `${paragraphs.join('\n\n')}\n`,
  };
}

function sayTold(told: Told): { subject: string; paragraphs: string[] } {
  if (told.what === 'test') return { subject: TEST_TEXT, paragraphs: [`${TEST_TEXT}.`] };
  if (told.what === 'disabled') {
    const { headline, more } = disabledText(told.channel);
    return { subject: headline, paragraphs: [`${headline}.`, `${more}.`] };
  }
  if (told.what === 'crossing') {
    const subject = alertText(told.crossing);
    return { subject, paragraphs: [`${subject}.`, ...told.links.map(sayLink)] };
  }
  const lines = told.lines.map(({ text, link }) =>
    [`- ${text}`, ...(link ? [`  ${sayLink(link)}`] : [])].join('\n'),
  );
  return { subject: told.headline, paragraphs: [`${told.headline}:`, ...lines] };
}

function sayLink({ crm, url }: RecordLink): string {
  return `In ${crm}: ${url}`;
}
