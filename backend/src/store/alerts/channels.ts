import type { Crossing } from '@aix/shared-scoring';
import { NotFoundError } from '@aix/shared-scoring';
import type { Envelope } from '../../security/envelope.ts';
import type { TenantSql } from '../database.ts';
import { jsonParameter } from '../json-parameter.ts';
import type { ClaimedDelivery } from './deliveries.ts';
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
  /** Since when it may send; null of an e-mail address whose reader was not heard yet. */
  confirmedAt: Date | null;
}

const COLUMNS = `channel_id as "channelId", kind, name, crossings, is_quiet as "isQuiet", shown, created_at as "createdAt",
  digest, failures, failing_since as "failingSince", paused_at as "pausedAt", disabled_at as "disabledAt", disabled_reason as "disabledReason",
  confirmed_at as "confirmedAt"`;

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
    'channelId' | 'kind' | 'name' | 'crossings' | 'isQuiet' | 'digest' | 'shown' | 'createdAt' | 'confirmedAt'
  > & {
    settings: ChannelSettings;
  },
): Promise<void> {
  const { channelId, settings } = channel;
  await tenant.query(
    `insert into alert_channels (tenant_id, channel_id, kind, name, crossings, is_quiet, settings, shown, created_at, digest, confirmed_at)
     values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10::jsonb, $11)`,
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
      channel.confirmedAt,
    ],
  );
}

/**
 * What the channel of a delivery takes to reach.
 * @throws SetupError ERR_KEY_WRONG
 * @throws NotFoundError ERR_KEY_NOT_FOUND when it goes by no channel
 */
export function openChannelSettings(
  envelope: Envelope,
  tenantId: string,
  { channelId, sealedSettings }: Pick<ClaimedDelivery, 'channelId' | 'sealedSettings'>,
): ChannelSettings {
  if (!channelId || sealedSettings === null) throw noChannel(String(channelId));
  return JSON.parse(envelope.open(sealedSettings, contextOf({ tenantId }, channelId))) as ChannelSettings;
}

/** Removes a channel with what it has delivered and what waits for it. @throws NotFoundError ERR_KEY_NOT_FOUND */
export async function removeChannel(tenant: TenantSql, channelId: string): Promise<void> {
  const these = [tenant.tenantId, channelId];
  // The channel first, as whoever settles its deliveries does.
  const [held] = await tenant.query(
    'select channel_id from alert_channels where tenant_id = $1 and channel_id = $2 for update',
    these,
  );
  if (held === undefined) throw noChannel(channelId);
  await tenant.query('delete from deliveries where tenant_id = $1 and channel_id = $2', these);
  await tenant.query('delete from alert_channels where tenant_id = $1 and channel_id = $2', these);
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

/** Why what waits for a channel that is disabled was given up. */
export const DISABLED_REASON = 'The channel was disabled: once it sends again, have this tried again';

/** How a try by a channel went. */
export type ChannelTry =
  | { outcome: 'success' }
  /** `isDown`: the receiver answers nobody now. `restMs`: nothing may be sent for so long. */
  | { outcome: 'failure'; reason: string; isDown: boolean; restMs: number }
  /** The receiver wants nothing any more. */
  | { outcome: 'gone'; reason: string };

/**
 * Counts how tries went, in the order in which they ended. A channel that is down rests; one that has failed for a day without one success
 * is disabled, one that is gone at once, and what waits for it is given up.
 * @returns whether it was disabled by that
 */
export async function noteChannelTries(
  tenant: TenantSql,
  channelId: string,
  { tries, at }: { tries: readonly ChannelTry[]; at: Date },
): Promise<boolean> {
  // A success ends whatever failed before it; that the receiver is gone it does not take back.
  const lastSuccess = tries.findLastIndex(({ outcome }) => outcome === 'success');
  const failed = tries.filter(({ outcome }, index) => outcome === 'gone' || index > lastSuccess);
  if (lastSuccess >= 0) await noteSuccess(tenant, channelId);
  return failed.length > 0 && (await noteFailures(tenant, channelId, { failed: failed as FailedTry[], at }));
}

type FailedTry = Exclude<ChannelTry, { outcome: 'success' }>;

async function noteSuccess(tenant: TenantSql, channelId: string): Promise<void> {
  await tenant.query(
    `update alert_channels set failures = 0, failing_since = null, rests_until = null
     where tenant_id = $1 and channel_id = $2 and failures > 0`,
    [tenant.tenantId, channelId],
    'often',
  );
}

async function noteFailures(
  tenant: TenantSql,
  channelId: string,
  { failed, at }: { failed: readonly FailedTry[]; at: Date },
): Promise<boolean> {
  const these = [tenant.tenantId, channelId];
  const isDown = failed.some(each => each.outcome === 'failure' && each.isDown);
  const restMs = Math.max(0, ...failed.map(each => (each.outcome === 'failure' ? each.restMs : 0)));
  const gone = failed.find(({ outcome }) => outcome === 'gone');
  const reason = (gone ?? failed.at(-1)!).reason;
  const [shortest, longest] = REST_SECONDS;
  const [channel] = await tenant.query<{ disabledAt: Date | null }>(
    `update alert_channels c set failures = failures + $8::integer, failing_since = coalesce(failing_since, $3),
       rests_until = case when $6 or $7::float8 > 0 then greatest(rests_until,
         $3::timestamptz + make_interval(secs => $7::float8 / 1000),
         case when $6 then $3::timestamptz + least(interval '${longest} seconds',
           greatest(interval '${shortest} seconds', $3 - failing_since)) end) else rests_until end,
       disabled_at = case when $5 or (failures + $8::integer >= ${MOST_FAILURES}
         and failing_since <= $3::timestamptz - interval '${FAILING_HOURS} hours') then coalesce(disabled_at, $3) else disabled_at end,
       disabled_reason = $4
     where tenant_id = $1 and channel_id = $2 returning disabled_at as "disabledAt"`,
    [...these, at, reason, gone !== undefined, isDown, restMs, failed.length],
    'often',
  );
  if (!channel?.disabledAt) return false;
  // Of two that are disabled at once the later one must see what the earlier one has it tell.
  await tenant.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `disabled channels of ${tenant.tenantId}`,
  ]);
  // Notices on other channels are of no use later: their page says the same.
  await tenant.query(
    `delete from deliveries where tenant_id = $1 and channel_id = $2 and delivered_at is null and content ? 'disabledChannel'`,
    these,
  );
  await tenant.query(
    `update deliveries set dead_at = $3, reason = $4
     where tenant_id = $1 and channel_id = $2 and delivered_at is null and dead_at is null`,
    [...these, at, DISABLED_REASON],
  );
  return channel.disabledAt.getTime() === at.getTime();
}

function contextOf({ tenantId }: Pick<TenantSql, 'tenantId'>, channelId: string): string {
  return `alert channel ${tenantId}/${channelId}`;
}

function noChannel(channelId: string): NotFoundError {
  return new NotFoundError('ERR_KEY_NOT_FOUND', `There is no alert channel ${channelId}`);
}
