import { nextTimeOfDay, THRESHOLDS } from '@aix/shared-scoring';
import { type Channel, type CrossingKind, listChannels } from '../../store/alerts/channels.ts';
import { type NewDelivery, saveDeliveries } from '../../store/alerts/deliveries.ts';
import type { CrossingContent } from '../../store/alerts/delivery-content.ts';
import { type Digest, gatherCrossings } from '../../store/alerts/digests.ts';
import type { StoredCrossing } from '../../store/crossings.ts';
import type { TenantSql } from '../../store/database.ts';
import type { StoredLead } from '../../store/leads.ts';
import type { Tenant } from '../../store/tenants.ts';
import { isSending, tellsAt } from './sending-channels.ts';

/** A crossing that was just made, with what an alert says of it. */
export interface CrossedLead {
  crossing: StoredCrossing;
  lead: StoredLead;
  band: string;
  scorePoints: number;
}

/**
 * Queues an alert for each crossing and each channel that tells such ones, or puts it into the channel's digest; people hear of a score
 * once. In the transaction of the crossing itself: there is no crossing without its alerts and none with two, whenever the process dies.
 * @returns how many were queued
 */
export async function alertCrossings(
  sql: TenantSql,
  tenant: Pick<Tenant, 'workingHours'>,
  crossed: readonly CrossedLead[],
  at: Date,
): Promise<number> {
  if (crossed.length === 0) return 0;
  const sending = (await listChannels(sql)).filter(isSending);
  const told = sending.map(channel => ({ channel, crossed: toldBy(channel, crossed) }));
  await saveDeliveries(
    sql,
    told.flatMap(({ channel, crossed }) =>
      channel.digest === null
        ? crossed.map(each => alertOf(channel, each, tellsAt(channel, at, tenant)))
        : [],
    ),
    at,
  );
  for (const { channel, crossed } of told) {
    if (channel.digest === null || crossed.length === 0) continue;
    const { channelId, kind, digest } = channel;
    const until = endOfDigest(at, digest);
    const contents = crossed.map(each => contentOf(channel, each));
    await gatherCrossings(
      sql,
      { channelId, kind, until, notBefore: tellsAt(channel, until, tenant) },
      contents,
      at,
    );
  }
  return told.reduce((sum, { crossed }) => sum + crossed.length, 0);
}

const HOUR_MS = 3_600_000;

/** When the digest goes out that tells of a moment: after it, at a full hour. */
function endOfDigest(at: Date, digest: Digest): Date {
  return digest.every === 'hour'
    ? new Date((Math.floor(at.getTime() / HOUR_MS) + 1) * HOUR_MS)
    : nextTimeOfDay(at, { timeZone: digest.timeZone, minute: digest.hour * 60 });
}

/** What a channel tells. A webhook tells each crossing; people hear once of a score, of the highest threshold that it passed. */
function toldBy(channel: Channel, crossed: readonly CrossedLead[]): CrossedLead[] {
  const told = crossed.filter(each => tells(channel, each));
  if (channel.kind === 'webhook') return told;
  const highest = new Map<string, CrossedLead>();
  for (const each of told) {
    const { receiptId } = each.crossing;
    const other = highest.get(receiptId);
    if (other === undefined || heightOf(each) > heightOf(other)) highest.set(receiptId, each);
  }
  return [...highest.values()];
}

function heightOf({ crossing }: CrossedLead): number {
  return THRESHOLDS.indexOf(crossing.threshold);
}

function tells({ crossings }: Channel, { crossing }: CrossedLead): boolean {
  const kind: CrossingKind = `${crossing.threshold}-${crossing.direction}`;
  return crossings.includes(kind);
}

function alertOf(channel: Channel, crossed: CrossedLead, notBefore: Date): NewDelivery {
  const { channelId, kind } = channel;
  const { token, leadId } = crossed.crossing;
  return {
    about: `${channelId}:${token}`,
    kind,
    channelId,
    leadId,
    content: contentOf(channel, crossed),
    notBefore,
  };
}

function contentOf({ kind }: Channel, { crossing, lead, band, scorePoints }: CrossedLead): CrossingContent {
  const { token, leadId, threshold, direction, crossedAt } = crossing;
  return {
    ...{ token, leadId, threshold, direction, crossedAt: crossedAt.toISOString(), band, scorePoints },
    // A webhook's receiver has the ids; people read names.
    ...(kind !== 'webhook' && { name: lead.name, company: lead.company }),
  };
}
