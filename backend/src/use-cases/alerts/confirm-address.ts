import { AccessError, InputError, NotFoundError } from '@aix/shared-scoring';
import { type Channel, listChannels } from '../../store/alerts/channels.ts';
import {
  confirmationRequests,
  confirmChannel,
  noteConfirmationRequest,
} from '../../store/alerts/confirmations.ts';
import { type Delivery, listDeliveries, saveDeliveries } from '../../store/alerts/deliveries.ts';
import type { TenantSql } from '../../store/database.ts';
import { getTenant } from '../../store/tenants.ts';
import type { Context } from '../context.ts';
import { readConfirmToken } from './confirm-token.ts';
import { deliver } from './deliver.ts';

const DAY_MS = 86_400_000;
/** Between two letters to one address. */
const BETWEEN_MS = 10 * 60_000;
/** Letters of a tenant within a day: more is no setting up of channels. */
const MOST_A_DAY = 20;

/**
 * Queues the letter that asks whoever reads at a channel's address.
 * @param page where its link leads
 * @returns what the letter is about
 * @throws AccessError ERR_TOO_MANY_REQUESTS when that was done a short time ago, or too often today
 */
export async function queueConfirmation(
  sql: TenantSql,
  { channelId, page, at }: { channelId: string; page: string; at: Date },
): Promise<string> {
  const { count, lastOfChannel } = await confirmationRequests(
    sql,
    channelId,
    new Date(at.getTime() - DAY_MS),
  );
  if (lastOfChannel !== null && at.getTime() - lastOfChannel.getTime() < BETWEEN_MS)
    throw new AccessError(
      'ERR_TOO_MANY_REQUESTS',
      'An e-mail was sent to this address less than ten minutes ago: look for it there, or try again later',
    );
  if (count >= MOST_A_DAY)
    throw new AccessError(
      'ERR_TOO_MANY_REQUESTS',
      `${MOST_A_DAY} e-mails were sent within a day to confirm addresses: try again tomorrow`,
    );
  await noteConfirmationRequest(sql, channelId, at);
  const about = `${channelId}:confirmation:${at.toISOString()}`;
  const content = { confirmPage: page };
  await saveDeliveries(sql, [{ about, kind: 'email', channelId, leadId: null, content }], at);
  return about;
}

/**
 * Sends the letter once more.
 * @returns what came of it
 * @throws NotFoundError ERR_KEY_NOT_FOUND
 * @throws InputError ERR_CONFLICT when there is nothing to confirm
 * @throws AccessError ERR_TOO_MANY_REQUESTS
 */
export async function askAgain(
  context: Context,
  tenantId: string,
  { channelId, page }: { channelId: string; page: string },
): Promise<Delivery> {
  const inTenant = context.database.withTenant;
  const about = await inTenant(tenantId, async sql => {
    const channel = (await listChannels(sql)).find(each => each.channelId === channelId);
    if (channel === undefined)
      throw new NotFoundError('ERR_KEY_NOT_FOUND', `There is no alert channel ${channelId}`);
    if (channel.confirmedAt !== null)
      throw new InputError('ERR_CONFLICT', 'There is nothing to confirm: this channel sends already');
    return queueConfirmation(sql, { channelId, page, at: context.now() });
  });
  await deliver(context, tenantId, about);
  const [delivery] = await inTenant(tenantId, sql => listDeliveries(sql, { about, limit: 1 }));
  return delivery!;
}

/** What the reader of a letter is asked: alerts of which channel, of whom. */
export interface AskedChannel extends Pick<Channel, 'name' | 'shown' | 'confirmedAt'> {
  /** Name of the tenant. */
  tenant: string;
}

/** What a link asks, without an answer. @throws InputError ERR_INPUT_INVALID when it cannot confirm anything */
export async function readConfirmation(context: Context, token: string): Promise<AskedChannel> {
  const { tenantId, channelId } = readConfirmToken(context, token);
  return context.database.withTenant(tenantId, async sql => {
    const channel = (await listChannels(sql)).find(each => each.channelId === channelId);
    if (channel === undefined) throw removed();
    const { name, shown, confirmedAt } = channel;
    return { name, shown, confirmedAt, tenant: (await getTenant(sql)).name };
  });
}

/** Has alerts come to the address of a link; again changes nothing. @throws InputError ERR_INPUT_INVALID when it cannot confirm anything */
export async function confirmAddress(context: Context, token: string): Promise<void> {
  const { tenantId, channelId } = readConfirmToken(context, token);
  const confirm = (sql: TenantSql) => confirmChannel(sql, channelId, context.now());
  if (!(await context.database.withTenant(tenantId, confirm))) throw removed();
}

function removed(): InputError {
  return new InputError('ERR_INPUT_INVALID', 'This alert channel was removed: nothing is sent any more');
}
