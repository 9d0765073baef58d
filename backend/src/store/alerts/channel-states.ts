import type { TenantSql } from '../database.ts';
import { type Channel, DISABLED_REASON, listChannels } from './channels.ts';

/** A channel with how its deliveries go. */
export interface ChannelState extends Channel {
  lastDeliveredAt: Date | null;
  /** What went wrong last; null since the last success. */
  lastFailure: string | null;
  /** Deliveries on their way, and those that were given up. */
  waiting: number;
  deadLetters: number;
  /** Why the last of these was given up, rather what a receiver said than that the channel was disabled then; null where none was. */
  deadReason: string | null;
}

/** The channels of a tenant with how they do, oldest first. */
export async function channelStates(tenant: TenantSql): Promise<ChannelState[]> {
  const channels = await listChannels(tenant);
  const counts = await tenant.query<
    Pick<ChannelState, 'channelId' | 'lastDeliveredAt' | 'waiting' | 'deadLetters' | 'deadReason'>
  >(
    `select channel_id as "channelId", max(delivered_at) as "lastDeliveredAt",
       count(*) filter (where delivered_at is null and dead_at is null)::integer as waiting,
       count(dead_at)::integer as "deadLetters",
       (array_agg(reason order by dead_at desc, reason = $2) filter (where dead_at is not null))[1] as "deadReason"
     from deliveries where tenant_id = $1 and channel_id is not null group by channel_id`,
    [tenant.tenantId, DISABLED_REASON],
  );
  return channels.map(channel => {
    const { channelId, failures, disabledAt, disabledReason: lastFailure } = channel;
    const none = { lastDeliveredAt: null, waiting: 0, deadLetters: 0, deadReason: null };
    return {
      ...channel,
      ...(counts.find(each => each.channelId === channelId) ?? none),
      lastFailure: failures > 0 ? lastFailure : null,
      disabledReason: disabledAt === null ? null : lastFailure,
    };
  });
}
