import { sayFault } from '../../security/network-fault.ts';
import { AddressRefused } from '../../security/outside.ts';
import { webhookHeaders } from '../../security/webhook-signatures.ts';
import { openChannelSettings } from '../../store/alerts/channels.ts';
import type { ClaimedDelivery, DeliveryResult } from '../../store/alerts/deliveries.ts';
import type { Context } from '../context.ts';
import type { RecordLink } from '../record-links.ts';
import { alertText, disabledText, TEST_TEXT } from './alert-text.ts';
import { isEmpty, readTold, type Told } from './read-told.ts';

/**
 * Sends an alert to Slack or to a system of the customer's. A repeat carries the same id.
 * @throws AddressRefused
 */
export async function sendMessage(
  context: Context,
  tenantId: string,
  delivery: ClaimedDelivery,
): Promise<DeliveryResult> {
  const { kind, deliveryId: id, createdAt } = delivery;
  const { url = '', secret = '' } = openChannelSettings(context.envelope, tenantId, delivery);
  const told = await readTold(context, tenantId, delivery);
  if (isEmpty(told)) return { status: 'delivered', externalId: null };
  const body = JSON.stringify(kind === 'slack' ? slackMessage(told) : eventOf(told, createdAt));
  const headers = kind === 'slack' ? {} : webhookHeaders(secret, { id, at: context.now(), body });
  try {
    const { status, retryAfterSeconds } = await context.outside.post(url, { headers, body });
    return resultOf(status, retryAfterSeconds);
  } catch (error) {
    if (error instanceof AddressRefused) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? (error as Error).name;
    return { status: 'postponed', reason: sayFault('receiver', code), isDown: true };
  }
}

/** Slack's format of incoming webhooks. What stands for itself in its markup is written out. */
function slackMessage(told: Told): { text: string } {
  if (told.what === 'test') return { text: TEST_TEXT };
  if (told.what === 'disabled') {
    const { headline, more } = disabledText(told.channel);
    return { text: `*${escapeSlack(headline)}*\n${escapeSlack(more)}` };
  }
  if (told.what === 'crossing')
    return { text: [escapeSlack(alertText(told.crossing)), ...told.links.map(slackLink)].join(' · ') };
  const lines = told.lines.map(({ text, link }) =>
    ['•', escapeSlack(text), ...(link ? [`· ${slackLink(link)}`] : [])].join(' '),
  );
  return { text: [`*${escapeSlack(told.headline)}*`, ...lines].join('\n') };
}

function slackLink({ crm, url }: RecordLink): string {
  return `<${escapeSlack(url).replaceAll('|', '%7C')}|Open in ${crm}>`;
}

function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** An event as the specification of Standard Webhooks shapes it. */
function eventOf(told: Told, createdAt: Date): object {
  const timestamp = createdAt.toISOString();
  if (told.what === 'test') return { type: 'channel.tested', timestamp, data: { text: TEST_TEXT } };
  if (told.what === 'disabled') return { type: 'channel.disabled', timestamp, data: told.channel };
  if (told.what === 'crossing') return { type: 'lead.crossed', timestamp, data: told.crossing };
  const { until, crossings } = told;
  return {
    type: 'leads.crossed',
    timestamp: until.toISOString(),
    data: { until: until.toISOString(), crossings },
  };
}

const HOUR_MS = 3_600_000;

/** 410: the receiver wants nothing any more. Moved ones are not followed: whoever moved says so to an admin. */
function resultOf(status: number, retryAfterSeconds: number | undefined): DeliveryResult {
  if (status >= 200 && status < 300) return { status: 'delivered', externalId: null };
  if (status === 410) return { status: 'refused', reason: 'The receiver answered 410: it is gone for good' };
  const retryAfterMs =
    retryAfterSeconds === undefined ? undefined : Math.min(HOUR_MS, retryAfterSeconds * 1000);
  const moved = status >= 300 && status < 400 ? '; redirects are not followed, give its new address' : '';
  return { status: 'postponed', reason: `The receiver answered ${status}${moved}`, retryAfterMs };
}
