import type { Crossing } from '@aix/shared-scoring';
import { NotFoundError } from '@aix/shared-scoring';
import type { Envelope } from '../../security/envelope.ts';
import type { TenantSql } from '../database.ts';
import { jsonParameter } from '../json-parameter.ts';
import type { Digest } from './digests.ts';

/** Where a tenant can hear of crossings. */
export const CHANNEL_KINDS = ['crm_task', 'slack', 'webhook', 'email'] as const;
/** One of `CHANNEL_KINDS`. */
export type ChannelKind = (typeof CHANNEL_KINDS)[number];
/** A threshold and the direction in which it is passed: `hot-up`. */
export type CrossingKind = `${Crossing['threshold']}-${Crossing['direction']}`;

/** What a channel takes to reach; sealed. */
export interface ChannelSettings {
  /** Of Slack and webhooks. */
  url?: string;
  /** With which webhooks are signed. */
  secret?: string;
  /** Of tasks: in which CRM. */
  connectionId?: string;
  /** Of e-mail. */
  address?: string;
}

/** A channel, without what is secret of it. */
export interface Channel {
  channelId: string;
  kind: ChannelKind;
  name: string;
  crossings: CrossingKind[];
  /** Silent outside of working hours. */
  isQuiet: boolean;
  /** Gathers what happens into one message; null tells each crossing at once. */
  digest: Digest | null;
  /** Where it leads, for people. */
  shown: string;
  createdAt: Date;
  failures: number;
  failingSince: Date | null;
  /** Silent until an admin resumes it. */
  pausedAt: Date | null;
  disabledAt: Date | null;
  disabledReason: string | null;
}

const COLUMNS = `channel_id as "channelId", kind, name, crossings, is_quiet as "isQuiet", shown, created_at as "createdAt",
  digest, failures, failing_since as "failingSince", paused_at as "pausedAt", disabled_at as "disabledAt", disabled_reason as "disabledReason"`;

/** The channels of a tenant, oldest first. */
export async function listChannels(tenant: TenantSql): Promise<Channel[]> {
  return tenant.query<Channel>(
    `select ${COLUMNS} from alert_channels where tenant_id = $1 order by created_at, channel_id`,
    [tenant.tenantId],
    'often',
  );
}

/** Adds a channel, its settings sealed. */
export async function saveChannel(
  tenant: TenantSql,
  envelope: Envelope,
  channel: Pick<
    Channel,
    'channelId' | 'kind' | 'name' | 'crossings' | 'isQuiet' | 'digest' | 'shown' | 'createdAt'
  > & {
    settings: ChannelSettings;
  },
): Promise<void> {
  const { channelId, settings } = channel;
  await tenant.query(
    `insert into alert_channels (tenant_id, channel_id, kind, name, crossings, is_quiet, settings, shown, created_at, digest)
     values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10::jsonb)`,
    [
      tenant.tenantId,
      channelId,
      channel.kind,
      channel.name,
      jsonParameter(channel.crossings),
      channel.isQuiet,
      envelope.seal(JSON.stringify(settings), contextOf(tenant, channelId)),
      channel.shown,
      channel.createdAt,
      channel.digest === null ? null : jsonParameter(channel.digest),
    ],
  );
}

/** What a channel takes to reach. @throws NotFoundError ERR_KEY_NOT_FOUND */
export async function readChannelSettings(
  tenant: TenantSql,
  envelope: Envelope,
  channelId: string,
): Promise<ChannelSettings> {
  const [row] = await tenant.query<{ settings: Uint8Array }>(
    'select settings from alert_channels where tenant_id = $1 and channel_id = $2',
    [tenant.tenantId, channelId],
  );
  if (row === undefined) throw noChannel(channelId);
  return JSON.parse(envelope.open(row.settings, contextOf(tenant, channelId))) as ChannelSettings;
}

/** Removes a channel with what it has delivered and what waits for it. @throws NotFoundError ERR_KEY_NOT_FOUND */
export async function removeChannel(tenant: TenantSql, channelId: string): Promise<void> {
  const these = [tenant.tenantId, channelId];
  await tenant.query('delete from deliveries where tenant_id = $1 and channel_id = $2', these);
  const gone = await tenant.query(
    'delete from alert_channels where tenant_id = $1 and channel_id = $2 returning channel_id',
    these,
  );
  if (gone.length === 0) throw noChannel(channelId);
}

/** Silences a channel: nothing is queued for it, and what waits goes on waiting. @throws NotFoundError ERR_KEY_NOT_FOUND */
export async function pauseChannel(tenant: TenantSql, channelId: string, at: Date): Promise<void> {
  const paused = await tenant.query(
    `update alert_channels set paused_at = coalesce(paused_at, $3)
     where tenant_id = $1 and channel_id = $2 returning channel_id`,
    [tenant.tenantId, channelId, at],
  );
  if (paused.length === 0) throw noChannel(channelId);
}

/** Has a channel send again after it was paused or disabled. @throws NotFoundError ERR_KEY_NOT_FOUND */
export async function enableChannel(tenant: TenantSql, channelId: string): Promise<void> {
  const enabled = await tenant.query(
    `update alert_channels set paused_at = null, disabled_at = null, disabled_reason = null, failures = 0, failing_since = null, rests_until = null
     where tenant_id = $1 and channel_id = $2 returning channel_id`,
    [tenant.tenantId, channelId],
  );
  if (enabled.length === 0) throw noChannel(channelId);
}

/** So many failures in a row, over so long, and nobody listens any more. */
const MOST_FAILURES = 20;
const FAILING_HOURS = 24;
/** A receiver that does not answer rests as long as it has not answered, between these. */
const REST_SECONDS = [10, 300] as const;

/** How a try by a channel went. */
export type ChannelTry = { at: Date } & (
  | { outcome: 'success' }
  /** `isDown`: the receiver answers nobody now. `restMs`: nothing may be sent for so long. */
  | { outcome: 'failure'; reason: string; isDown: boolean; restMs: number }
  /** The receiver wants nothing any more. */
  | { outcome: 'gone'; reason: string }
);

/**
 * Counts how tries went. A channel that is down rests; one that has failed for a day without one success is disabled, one that is gone at
 * once, and what waits for it is given up.
 */
export async function noteChannelTry(tenant: TenantSql, channelId: string, tried: ChannelTry): Promise<void> {
  const these = [tenant.tenantId, channelId];
  if (tried.outcome === 'success') {
    await tenant.query(
      `update alert_channels set failures = 0, failing_since = null, rests_until = null
       where tenant_id = $1 and channel_id = $2 and failures > 0`,
      these,
    );
    return;
  }
  const { at, reason } = tried;
  const isGone = tried.outcome === 'gone';
  const { isDown, restMs } = isGone ? { isDown: false, restMs: 0 } : tried;
  const [shortest, longest] = REST_SECONDS;
  const [disabled] = await tenant.query(
    `update alert_channels c set failures = failures + 1, failing_since = coalesce(failing_since, $3),
       rests_until = case when $6 or $7::float8 > 0 then greatest(rests_until,
         $3::timestamptz + make_interval(secs => $7::float8 / 1000),
         case when $6 then $3::timestamptz + least(interval '${longest} seconds',
           greatest(interval '${shortest} seconds', $3 - failing_since)) end) else rests_until end,
       disabled_at = case when $5 or (failures + 1 >= ${MOST_FAILURES}
         and failing_since <= $3::timestamptz - interval '${FAILING_HOURS} hours') then coalesce(disabled_at, $3) else disabled_at end,
       disabled_reason = $4
     where tenant_id = $1 and channel_id = $2 returning (select channel_id where disabled_at is not null) as disabled`,
    [...these, at, reason, isGone, isDown, restMs],
  );
  if ((disabled as { disabled: string | null } | undefined)?.disabled == null) return;
  await tenant.query(
    `update deliveries set dead_at = $3, reason = 'The channel was disabled: enable it, then have this tried again'
     where tenant_id = $1 and channel_id = $2 and delivered_at is null and dead_at is null`,
    [...these, at],
  );
}

function contextOf({ tenantId }: TenantSql, channelId: string): string {
  return `alert channel ${tenantId}/${channelId}`;
}

function noChannel(channelId: string): NotFoundError {
  return new NotFoundError('ERR_KEY_NOT_FOUND', `There is no alert channel ${channelId}`);
}
