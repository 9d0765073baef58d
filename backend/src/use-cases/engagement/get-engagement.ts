import {
  type EngagementTrend,
  engagementTrend,
  foldEvents,
  NotFoundError,
  TREND_DAYS,
} from '@aix/shared-scoring';
import type { TenantSql } from '../../store/database.ts';
import {
  eventsOfLeads,
  pageOfTimeline,
  type TimelineEvent,
  type TimelinePosition,
} from '../../store/events.ts';
import { findLeads } from '../../store/leads.ts';
import { currentSignals } from '../../store/signals.ts';
import { loadChampion } from '../champion.ts';
import type { Context } from '../context.ts';
import { aboutOf, spellSignal } from './say-event.ts';

const MS_PER_DAY = 86_400_000;

/** A lead's engagement for people. */
export interface LeadEngagement {
  /** Null before the first model, whose scale the points are on. */
  trend: EngagementTrend | null;
  lastActivityAt: Date | null;
  /** Whether the signals' weights are our starter ones, which no outcome of this tenant has confirmed. */
  isAssumption: boolean;
  /** Whether some of it was done by visitors of whom only a web page says who they are. */
  hasUnsigned: boolean;
}

/** @throws NotFoundError ERR_LEAD_NOT_FOUND */
export async function getEngagement(
  context: Context,
  tenantId: string,
  leadId: string,
): Promise<LeadEngagement> {
  return context.database.withTenant(tenantId, async tenant => {
    await requireLead(tenant, leadId);
    const { signals, learned } = await currentSignals(tenant);
    const events = await eventsOfLeads(tenant, [leadId]);
    const last = events.reduce((latest, { atMs }) => Math.max(latest, atMs), -Infinity);
    // Another process's clock may be ahead of ours.
    const nowMs = Math.max(context.now().getTime(), last);
    const champion = await loadChampion(tenant);
    const history = {
      now: foldEvents(events, signals, nowMs),
      sevenDaysAgo: foldEvents(events, signals, nowMs - TREND_DAYS * MS_PER_DAY),
      signals,
      nowMs,
    };
    return {
      trend: champion === undefined ? null : engagementTrend(history, champion.model.scoreScale),
      lastActivityAt: events.length === 0 ? null : new Date(last),
      isAssumption: !learned,
      hasUnsigned: events.some(({ signed }) => !signed),
    };
  });
}

/** An event in words. */
export type ToldEvent = TimelineEvent & { text: string };

/**
 * A page of a lead's events, newest first.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND
 */
export async function getTimeline(
  context: Context,
  tenantId: string,
  { leadId, before, limit }: { leadId: string; before: TimelinePosition | undefined; limit: number },
): Promise<ToldEvent[]> {
  return context.database.withTenant(tenantId, async tenant => {
    await requireLead(tenant, leadId);
    const { signals } = await currentSignals(tenant);
    const labels = new Map(signals.map(({ name, label }) => [name, label]));
    const events = await pageOfTimeline(tenant, leadId, before, limit);
    return events.map(event => ({ ...event, text: tell(event, labels.get(event.signal)) }));
  });
}

/** "Pricing page viewed: /pricing". A signal that has no label yet is told by its name: "Docs view". */
function tell({ signal, properties }: TimelineEvent, label: string | undefined): string {
  const what = label ?? spellSignal(signal);
  const about = aboutOf(properties);
  return about === undefined ? what : `${what}: ${about}`;
}

async function requireLead(tenant: TenantSql, leadId: string): Promise<void> {
  const [lead] = await findLeads(tenant, [leadId]);
  if (lead === undefined) throw new NotFoundError('ERR_LEAD_NOT_FOUND', `There is no lead ${leadId}`);
}
