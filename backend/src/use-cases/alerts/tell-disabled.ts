import { type Channel, listChannels } from '../../store/alerts/channels.ts';
import { type NewDelivery, saveDeliveries } from '../../store/alerts/deliveries.ts';
import type { TenantSql } from '../../store/database.ts';
import { getTenant } from '../../store/tenants.ts';
import { isSending, tellsAt } from './sending-channels.ts';

/**
 * Has each other channel that sends tell once that this one was just disabled, but for tasks, which need a lead to stand at. In the
 * transaction that disables it.
 */
export async function tellDisabled(sql: TenantSql, channelId: string, at: Date): Promise<void> {
  const [channels, tenant] = await Promise.all([listChannels(sql), getTenant(sql)]);
  const { name, disabledReason } = channels.find(each => each.channelId === channelId)!;
  const content = { disabledChannel: { channelId, name, reason: disabledReason! } };
  const noticeBy = (other: Channel): NewDelivery => ({
    about: `${other.channelId}:disabled:${channelId}:${at.toISOString()}`,
    ...{ kind: other.kind, channelId: other.channelId, leadId: null, content },
    notBefore: tellsAt(other, at, tenant),
  });
  const tellers = channels.filter(other => isSending(other) && other.kind !== 'crm_task');
  await saveDeliveries(sql, tellers.map(noticeBy), at);
}
