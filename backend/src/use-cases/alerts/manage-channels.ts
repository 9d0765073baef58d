import { randomUUID } from 'node:crypto';
import { InputError, NotFoundError } from '@aix/shared-scoring';
import { isMailAddress } from '../../security/mail-server.ts';
import { AddressRefused } from '../../security/outside.ts';
import { createWebhookSecret } from '../../security/webhook-signatures.ts';
import { type ChannelState, channelStates } from '../../store/alerts/channel-states.ts';
import {
  type ChannelKind,
  type ChannelSettings,
  type CrossingKind,
  listChannels,
  saveChannel,
} from '../../store/alerts/channels.ts';
import { type Delivery, listDeliveries, saveDeliveries } from '../../store/alerts/deliveries.ts';
import type { Digest } from '../../store/alerts/digests.ts';
import { listConnections } from '../../store/connections.ts';
import type { TenantSql } from '../../store/database.ts';
import type { Context } from '../context.ts';
import { queueConfirmation } from './confirm-address.ts';
import { deliver } from './deliver.ts';
import { NO_MAIL_SERVER } from './send-mail.ts';

/** A channel as an admin asks for it. */
export interface ChannelRequest {
  kind: ChannelKind;
  name: string;
  crossings: readonly CrossingKind[];
  isQuiet: boolean;
  /** At once without it. */
  digest?: Digest | null | undefined;
  /** Of Slack and webhooks. */
  url?: string | undefined;
  /** Of tasks. */
  connectionId?: string | undefined;
  /** Of e-mail. */
  address?: string | undefined;
  /** Where the reader of an e-mail address confirms it: a page of this service. */
  confirmPage?: string | undefined;
}

/**
 * Adds a channel by which crossings are told from now on; by e-mail once its reader has confirmed the address, who is asked at once.
 * @returns the channel and, for a webhook, the secret with which its receiver checks signatures: it is shown only now
 * @throws InputError ERR_INPUT_INVALID when it leads nowhere that may be reached
 * @throws AccessError ERR_TOO_MANY_REQUESTS when too many addresses were asked today
 */
export async function addChannel(
  context: Context,
  tenantId: string,
  { url, connectionId, address, confirmPage, crossings, digest = null, ...request }: ChannelRequest,
): Promise<{ channel: ChannelState; secret: string | null }> {
  if (digest !== null && request.kind === 'crm_task')
    throw invalid('A channel of tasks takes no digest: each task stands at its lead’s record');
  const secret = request.kind === 'webhook' ? createWebhookSecret() : null;
  const channelId = randomUUID();
  const at = context.now();
  const isAsked = request.kind === 'email';
  const { channel, letter } = await context.database.withTenant(tenantId, async sql => {
    const { kind } = request;
    const { settings, shown } = await settingsOf(context, sql, { kind, url, connectionId, address });
    await saveChannel(sql, context.envelope, {
      ...{ ...request, channelId, digest, crossings: [...crossings], shown, createdAt: at },
      confirmedAt: isAsked ? null : at,
      settings: { ...settings, ...(secret !== null && { secret }) },
    });
    const letter = isAsked && (await queueConfirmation(sql, { channelId, page: confirmPage!, at }));
    return { letter, channel: (await channelStates(sql)).find(each => each.channelId === channelId)! };
  });
  if (letter) await deliver(context, tenantId, letter);
  return { channel, secret };
}

/** What each kind takes, of what there is. */
const TAKES = { crm_task: 'connectionId', slack: 'url', webhook: 'url', email: 'address' } as const;

async function settingsOf(
  { outside, mailServer }: Context,
  sql: TenantSql,
  { kind, ...given }: Pick<ChannelRequest, 'kind' | 'url' | 'connectionId' | 'address'>,
): Promise<{ settings: ChannelSettings; shown: string }> {
  const takes = TAKES[kind];
  const others = Object.entries(given).filter(([name, value]) => name !== takes && value !== undefined);
  if (given[takes] === undefined || others.length > 0)
    throw invalid(
      `A channel of the kind ${kind} takes ${takes}, and nothing else of url, connectionId and address`,
    );
  const { url = '', connectionId, address = '' } = given;
  if (kind === 'crm_task') {
    const connection = (await listConnections(sql)).find(each => each.connectionId === connectionId);
    if (connection === undefined)
      throw invalid('There is no connection with this connectionId: GET /v1/connections lists them');
    return { settings: { connectionId: connection.connectionId }, shown: connection.name };
  }
  if (kind === 'email') {
    if (mailServer === undefined) throw invalid(NO_MAIL_SERVER);
    if (!isMailAddress(address))
      throw invalid(
        'The address must be one e-mail address like sales@example.com, without a name beside it',
      );
    return { settings: { address }, shown: `${address[0]}…${address.slice(address.lastIndexOf('@'))}` };
  }
  try {
    return { settings: { url }, shown: outside.requireUrl(url).origin };
  } catch (error) {
    if (error instanceof AddressRefused) throw invalid(error.message);
    throw error;
  }
}

/**
 * Sends a test by a channel at once.
 * @returns what came of it
 * @throws NotFoundError ERR_KEY_NOT_FOUND
 * @throws InputError ERR_INPUT_INVALID for tasks, which need a lead to stand at, and for an address that nobody has confirmed
 */
export async function testChannel(context: Context, tenantId: string, channelId: string): Promise<Delivery> {
  const about = `${channelId}:test:${randomUUID()}`;
  const inTenant = context.database.withTenant;
  await inTenant(tenantId, async sql => {
    const channel = (await listChannels(sql)).find(each => each.channelId === channelId);
    if (channel === undefined)
      throw new NotFoundError('ERR_KEY_NOT_FOUND', `There is no alert channel ${channelId}`);
    if (channel.confirmedAt === null)
      throw invalid('Nobody has confirmed this address yet: until then nothing else is sent there');
    if (channel.kind === 'crm_task')
      throw invalid('A channel of tasks cannot be tested: a task needs a lead to stand at');
    const test = { about, kind: channel.kind, channelId, leadId: null, content: { isTest: true } } as const;
    await saveDeliveries(sql, [test], context.now());
  });
  await deliver(context, tenantId, about);
  const [delivery] = await inTenant(tenantId, sql => listDeliveries(sql, { about, limit: 1 }));
  return delivery!;
}

function invalid(message: string): InputError {
  return new InputError('ERR_INPUT_INVALID', message);
}
