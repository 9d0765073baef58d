import { createHash } from 'node:crypto';
import type { Database, TenantSql } from '../database.ts';
import { jsonParameter } from '../json-parameter.ts';
import { uuidArray } from '../uuid-array.ts';
import type { ChannelKind } from './channels.ts';
import type { DeliveryContent } from './delivery-content.ts';

/** Something that has to reach somebody, once. */
export interface NewDelivery {
  /** What it is about: of the same there is never a second one. */
  about: string;
  kind: ChannelKind;
  /** By which channel; absent for a task that a person asked for. */
  channelId?: string | null;
  leadId: string | null;
  content: DeliveryContent;
  /** At once without it. */
  notBefore?: Date;
}

/** One that is tried now. */
export interface ClaimedDelivery extends NewDelivery {
  deliveryId: string;
  /** This try included. */
  attempts: number;
  createdAt: Date;
  /** What its channel takes to reach; null for a task that a person asked for. */
  sealedSettings: Uint8Array | null;
}

/** Whoever tries has this long before another one may; longer than any receiver is waited for. */
const CLAIM_SECONDS = 120;

/** The id of what is about one thing: always the same, so that receivers know it again. */
export function deliveryIdOf({ tenantId }: TenantSql, about: string): string {
  const bytes = createHash('sha256').update(`${tenantId}/${about}`).digest();
  // A UUID of version 8: its other bits are whatever its maker likes (RFC 9562).
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Adds deliveries; one about the same as another stays out. @returns the ids of those that are new, by what they are about */
export async function saveDeliveries(
  tenant: TenantSql,
  deliveries: readonly NewDelivery[],
  createdAt: Date,
): Promise<Map<string, string>> {
  if (deliveries.length === 0) return new Map();
  const rows = deliveries.map(each => ({ ...each, deliveryId: deliveryIdOf(tenant, each.about) }));
  const added = await tenant.query<{ about: string; delivery_id: string }>(
    `insert into deliveries (tenant_id, delivery_id, about, kind, channel_id, lead_id, content, created_at, not_before)
     select $1, "deliveryId", about, kind, "channelId", "leadId", content, $3, coalesce("notBefore", $3)
     from jsonb_to_recordset($2::jsonb) as r("deliveryId" uuid, about text, kind text, "channelId" uuid, "leadId" uuid,
       content jsonb, "notBefore" timestamptz)
     on conflict (tenant_id, about) do nothing returning about, delivery_id`,
    [tenant.tenantId, jsonParameter(rows), createdAt],
    'often',
  );
  return new Map(added.map(row => [row.about, row.delivery_id]));
}

/**
 * Takes deliveries of a channel that are due for a try, those due longest first, so that nobody else tries them meanwhile. Whoever dies
 * over one leaves it to the next after two minutes.
 * @param channelId null for tasks that people asked for
 */
export async function claimDeliveries(
  tenant: TenantSql,
  { channelId, now, limit }: { channelId: string | null; now: Date; limit: number },
): Promise<ClaimedDelivery[]> {
  // Two statements, because the index by channel serves no condition that takes both.
  const values = [tenant.tenantId, now, limit];
  return channelId === null
    ? tenant.query(claimWhere('channel_id is null'), values, 'often')
    : tenant.query(claimWhere('channel_id = $4'), [...values, channelId], 'often');
}

/** Takes what is about one thing if it is due, as `claimDeliveries` does. */
export async function claimDelivery(
  tenant: TenantSql,
  { about, now }: { about: string; now: Date },
): Promise<ClaimedDelivery | undefined> {
  const values = [tenant.tenantId, now, 1, about];
  return (await tenant.query<ClaimedDelivery>(claimWhere('about = $4'), values))[0];
}

/** Materialized, because a join may otherwise run it again for each row, and each run takes others. @param which a condition, on $4 if it has a value */
function claimWhere(which: string): string {
  return `with due as materialized (select delivery_id, channel_id from deliveries where tenant_id = $1 and delivered_at is null
       and dead_at is null and not_before <= $2 and ${which} order by not_before limit $3 for update skip locked)
     update deliveries d set attempts = d.attempts + 1, not_before = $2::timestamptz + make_interval(secs => ${CLAIM_SECONDS})
     from due left join alert_channels c on c.tenant_id = $1 and c.channel_id = due.channel_id
     where d.tenant_id = $1 and d.delivery_id = due.delivery_id
     returning d.delivery_id as "deliveryId", about, d.kind, d.channel_id as "channelId", lead_id as "leadId", content, attempts,
       d.created_at as "createdAt", c.settings as "sealedSettings"`;
}

/** What came of a try. */
export type DeliveryResult =
  | { status: 'delivered'; externalId: string | null }
  /** Worth another try, after a while. `isDown`: the receiver answers nobody now, so that nothing else need be tried there. */
  | { status: 'postponed'; reason: string; retryAfterMs?: number | undefined; isDown?: boolean }
  /** No try will ever help. */
  | { status: 'refused'; reason: string }
  /** Nothing for this channel: it is forgotten, and says nothing of how the channel does. */
  | { status: 'not_applicable' };

/** Tries and waits: 30 s, doubling, at most two hours; given up after some two days. */
const MOST_ATTEMPTS = 30;
const REST_SECONDS = 'least(7200, 30 * power(2, least(attempts - 1, 8)))';

/** What came of one try. */
export interface TriedDelivery {
  deliveryId: string;
  result: Exclude<DeliveryResult, { status: 'not_applicable' }>;
}

/** Forgets deliveries that are nothing for their channel. */
export async function forgetDeliveries(tenant: TenantSql, deliveryIds: readonly string[]): Promise<void> {
  await tenant.query('delete from deliveries where tenant_id = $1 and delivery_id = any($2::uuid[])', [
    tenant.tenantId,
    uuidArray(deliveryIds),
  ]);
}

/** Records what came of tries. One that was given up meanwhile, because its channel was disabled, stays so unless it was delivered. */
export async function settleDeliveries(
  tenant: TenantSql,
  tried: readonly TriedDelivery[],
  now: Date,
): Promise<void> {
  await tenant.query(
    `update deliveries d set
       delivered_at = case when r.status = 'delivered' then $3::timestamptz end,
       external_id = r."externalId", reason = r.reason,
       dead_at = case when r.status = 'refused' or (r.status = 'postponed' and attempts >= ${MOST_ATTEMPTS}) then $3::timestamptz
         when r.status = 'postponed' then dead_at end,
       not_before = $3::timestamptz + make_interval(secs => coalesce(r."restSeconds", ${REST_SECONDS}))
     from jsonb_to_recordset($2::jsonb) as r("deliveryId" uuid, status text, "externalId" text, reason text, "restSeconds" integer)
     where d.tenant_id = $1 and d.delivery_id = r."deliveryId" and d.delivery_id = any($4::uuid[])`,
    // The ids once more, because the planner takes the rows for a hundred and would read the whole table for them.
    [tenant.tenantId, jsonParameter(tried.map(rowOf)), now, uuidArray(tried.map(each => each.deliveryId))],
    'often',
  );
}

function rowOf({ deliveryId, result }: TriedDelivery): object {
  const { status } = result;
  if (status === 'delivered') return { deliveryId, status, externalId: result.externalId };
  const { reason } = result;
  const restMs = status === 'postponed' && result.retryAfterMs;
  return { deliveryId, status, reason, ...(restMs && { restSeconds: Math.ceil(restMs / 1000) }) };
}

/** A delivery as people see it. */
export interface Delivery {
  deliveryId: string;
  about: string;
  kind: NewDelivery['kind'];
  channelId: string | null;
  leadId: string | null;
  createdAt: Date;
  attempts: number;
  deliveredAt: Date | null;
  externalId: string | null;
  deadAt: Date | null;
  /** What went wrong last; null where nothing did. */
  reason: string | null;
}

/** What was delivered, waits, or was given up; those given up first, then the newest, at most `limit`. */
export async function listDeliveries(
  tenant: TenantSql,
  { limit, about }: { limit: number; about?: string },
): Promise<Delivery[]> {
  return tenant.query<Delivery>(
    `select delivery_id as "deliveryId", about, kind, channel_id as "channelId", lead_id as "leadId", created_at as "createdAt", attempts,
       delivered_at as "deliveredAt", external_id as "externalId", dead_at as "deadAt", reason
     from deliveries where tenant_id = $1 and ($3::text is null or about = $3)
     order by dead_at desc nulls last, created_at desc, delivery_id limit $2`,
    [tenant.tenantId, limit, about ?? null],
  );
}

/**
 * Has what was given up tried again at once; one delivery, or those of one channel, if one is named. Those of a channel that is disabled stay.
 * @returns how many there are
 */
export async function retryDeliveries(
  tenant: TenantSql,
  { deliveryId, channelId }: { deliveryId?: string | undefined; channelId?: string | undefined } = {},
): Promise<number> {
  const rows = await tenant.query(
    `update deliveries d set dead_at = null, attempts = 0, not_before = '-infinity'
     where tenant_id = $1 and dead_at is not null and ($2::uuid is null or delivery_id = $2)
       and ($3::uuid is null or channel_id = $3)
       and not exists (select from alert_channels c where c.tenant_id = $1 and c.channel_id = d.channel_id and disabled_at is not null)
     returning delivery_id`,
    [tenant.tenantId, deliveryId ?? null, channelId ?? null],
  );
  return rows.length;
}

/** A channel for which something is due. */
export interface DueChannel {
  tenantId: string;
  /** Null for tasks that people asked for. */
  channelId: string | null;
  /** It did not answer last time. */
  isDown: boolean;
}

/** The channels of all tenants for which something is due, without those that rest or are disabled. */
export async function dueChannels(database: Database, now: Date): Promise<DueChannel[]> {
  const isDue = 'not_before <= $1 and delivered_at is null and dead_at is null';
  return database.query<DueChannel>(
    `select tenant_id as "tenantId", channel_id as "channelId", rests_until is not null as "isDown"
     from alert_channels c where disabled_at is null and paused_at is null and (rests_until is null or rests_until <= $1)
       and exists (select from deliveries d where d.tenant_id = c.tenant_id and d.channel_id = c.channel_id and ${isDue})
     union all
     select distinct tenant_id, null::uuid, false from deliveries where channel_id is null and ${isDue}`,
    [now],
    'often',
  );
}

/**
 * Forgets, for all tenants, what was delivered or given up before a time. That is not what keeps an alert from going twice: its crossing is.
 * A task does rest on its delivery, for as long as the step stands on the card, where it may be asked for again.
 */
export async function forgetSettledDeliveries(database: Database, before: Date): Promise<void> {
  await database.query(
    `delete from deliveries d where (delivered_at < $1 or dead_at < $1) and not exists (select from next_steps n
       where n.tenant_id = d.tenant_id and n.lead_id = d.lead_id and n.ended_at is null and d.about = 'step:' || n.step_id)`,
    [before],
  );
}
