import type { TenantSql } from '../database.ts';
import { jsonParameter } from '../json-parameter.ts';
import { uuidArray } from '../uuid-array.ts';
import type { ChannelKind } from './channels.ts';
import { deliveryIdOf } from './deliveries.ts';
import type { CrossingContent } from './delivery-content.ts';

/** When a channel gathers what happened, and tells it in one message. */
export type Digest =
  | { every: 'hour'; timeZone: string }
  /** `hour`: 0 to 23, by the clock of `timeZone`. */
  | { every: 'day'; hour: number; timeZone: string };

/** A part of what happened until a moment, by one channel. */
export interface DigestPart {
  channelId: string;
  kind: ChannelKind;
  /** The end of the time that it tells of. */
  until: Date;
  /** Silent outside of working hours. */
  notBefore: Date;
}

/** Of one message; what comes more stands in a further one of the same time. */
const MOST_CROSSINGS = 500;

/**
 * Puts crossings into the digest of their time, or into a further one where that is full or on its way already. Whoever puts in and
 * whoever claims lock the digest's row, so a digest never changes after its first try, and no crossing comes too late for one.
 */
export async function gatherCrossings(
  tenant: TenantSql,
  part: DigestPart,
  crossings: readonly CrossingContent[],
  at: Date,
): Promise<void> {
  let left = [...crossings];
  for (let number = 1; left.length > 0; number += 1) {
    const joined = left.slice(0, MOST_CROSSINGS);
    if (!(await openDigest(tenant, part, { number, count: joined.length, at }))) continue;
    await putIn(tenant, part, { number, crossings: joined });
    left = left.slice(joined.length);
  }
}

function aboutOf({ channelId, until }: DigestPart, number: number): string {
  return `${channelId}:digest:${until.toISOString()}:${number}`;
}

/** Whether the digest takes so many: it holds its row until the transaction ends. */
async function openDigest(
  tenant: TenantSql,
  part: DigestPart,
  { number, count, at }: { number: number; count: number; at: Date },
): Promise<boolean> {
  const { channelId, kind, until, notBefore } = part;
  const about = aboutOf(part, number);
  const rows = await tenant.query(
    `insert into deliveries as d (tenant_id, delivery_id, about, kind, channel_id, content, created_at, not_before)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)
     on conflict (tenant_id, about) do update
       set content = jsonb_set(d.content, '{count}', to_jsonb((d.content->>'count')::integer + $9::integer))
       where d.attempts = 0 and d.delivered_at is null and d.dead_at is null
         and (d.content->>'count')::integer + $9::integer <= ${MOST_CROSSINGS}
     returning delivery_id`,
    [
      tenant.tenantId,
      deliveryIdOf(tenant, about),
      about,
      kind,
      channelId,
      jsonParameter({ until: until.toISOString(), count }),
      at,
      notBefore,
      count,
    ],
  );
  return rows.length > 0;
}

async function putIn(
  tenant: TenantSql,
  part: DigestPart,
  { number, crossings }: { number: number; crossings: readonly CrossingContent[] },
): Promise<void> {
  await tenant.query(
    `insert into digest_crossings (tenant_id, channel_id, token, delivery_id, lead_id, content)
     select $1, $2, content->>'token', $3, (content->>'leadId')::uuid, content from jsonb_array_elements($4::jsonb) as r(content)`,
    [tenant.tenantId, part.channelId, deliveryIdOf(tenant, aboutOf(part, number)), jsonParameter(crossings)],
  );
}

/** What a digest tells, in the order in which it happened; nothing once it is delivered. */
export async function crossingsOfDigest(tenant: TenantSql, deliveryId: string): Promise<CrossingContent[]> {
  const rows = await tenant.query<{ content: CrossingContent }>(
    `select content from digest_crossings where tenant_id = $1 and delivery_id = $2
     order by content->>'crossedAt', token`,
    [tenant.tenantId, deliveryId],
  );
  return rows.map(({ content }) => content);
}

/** Forgets what digests told, after they were delivered. */
export async function forgetDigests(tenant: TenantSql, deliveryIds: readonly string[]): Promise<void> {
  await tenant.query('delete from digest_crossings where tenant_id = $1 and delivery_id = any($2::uuid[])', [
    tenant.tenantId,
    uuidArray(deliveryIds),
  ]);
}
