import { addEvent, type EngagementState, NO_ENGAGEMENT, type Signal } from '@aix/shared-scoring';
import type { TenantSql } from '../../store/database.ts';
import { markDirty } from '../../store/dirty-leads.ts';
import {
  deleteEngagement,
  engagementOfLeads,
  type StoredEngagement,
  saveEngagement,
} from '../../store/engagement.ts';
import { type EventsInDoubt, eventsOfLeads, type FoldableEvent, moveEvents } from '../../store/events.ts';
import { currentSignals, type SignalSet } from '../../store/signals.ts';
import { type RefreshedScore, refreshScores } from '../../store/standing-scores.ts';
import type { ScoringRound } from '../scoring/judge-lead.ts';
import { refreshScore, type StandingScores } from '../scoring/refresh-score.ts';

/** What leads did so far, and what of it counts. */
export interface StandingEngagement {
  signals: SignalSet;
  /** By lead; who did nothing yet is absent. */
  known: ReadonlyMap<string, StoredEngagement>;
  /** What scores can be refreshed of at once; undefined where they are not. */
  scores?: StandingScores | undefined;
}

export async function standingEngagement(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<StandingEngagement> {
  const [signals, known] = await Promise.all([currentSignals(tenant), engagementOfLeads(tenant, leadIds)]);
  return { signals, known };
}

/**
 * Adds events, stored just now, to their leads' engagement as it stands. Scores that move within their noise are refreshed at once, the
 * other leads marked dirty. Where somebody else added events meanwhile, it reads what they left and tries again.
 */
export async function foldEvents(
  tenant: TenantSql,
  events: readonly FoldableEvent[],
  { signals, known, scores }: StandingEngagement,
  now: Date,
): Promise<void> {
  const byLead = Map.groupBy(events, ({ leadId }) => leadId);
  const leadIds = [...byLead.keys()];
  const isOutdated = (leadId: string) =>
    (known.get(leadId)?.signalsVersion ?? signals.version) !== signals.version;
  const [outdated, current] = [leadIds.filter(isOutdated), leadIds.filter(leadId => !isOutdated(leadId))];
  const folded = current.map(leadId => foldInto(known.get(leadId), leadId, byLead.get(leadId)!, signals));
  const quiet = refreshable(folded, scores, { signals, at: now });
  const [moved, overtaken] = await Promise.all([
    saveEngagement(tenant, folded),
    refreshScores(tenant, quiet, now),
  ]);
  const refreshed = new Set(quiet.map(({ leadId }) => leadId));
  for (const leadId of [...overtaken, ...moved]) refreshed.delete(leadId);
  // All in one statement, in their order: whoever publishes marks leads dirty behind the same scores.
  const unscored = events.filter(({ leadId }) => !refreshed.has(leadId));
  await markDirty(
    tenant,
    unscored.map(({ leadId }) => leadId),
    now,
  );
  if (moved.length > 0) {
    const again = moved.flatMap(leadId => byLead.get(leadId)!);
    await foldEvents(tenant, again, await standingEngagement(tenant, moved), now);
  }
  if (outdated.length > 0) await refoldEngagement(tenant, outdated, now);
}

/** The scores that need not be published, of leads whose fit stands. */
function refreshable(
  folded: readonly StoredEngagement[],
  scores: StandingScores | undefined,
  round: Pick<ScoringRound, 'signals' | 'at'>,
): RefreshedScore[] {
  return folded.flatMap(engagement => {
    const lead = scores?.leads.get(engagement.leadId);
    return (scores && lead && refreshScore({ ...scores, ...round }, lead, engagement)) ?? [];
  });
}

/** A lead's engagement with further events in it; of nobody known before, the events are all there are. */
function foldInto(
  before: StoredEngagement | undefined,
  leadId: string,
  events: readonly FoldableEvent[],
  { version, signals }: SignalSet,
): StoredEngagement {
  const hasUnsigned = (before?.hasUnsigned ?? false) || events.some(({ signed }) => !signed);
  const state = foldFrom(before?.state, events, signals);
  const signed = events.filter(event => event.signed);
  return {
    leadId,
    state,
    signedState: hasUnsigned ? foldFrom(before?.signedState, signed, signals) : state,
    hasUnsigned,
    signalsVersion: version,
    lastEventAt: new Date(
      events.reduce((last, { atMs }) => Math.max(last, atMs), before?.lastEventAt.getTime() ?? -Infinity),
    ),
    revision: before?.revision ?? 0,
  };
}

function foldFrom(
  before: EngagementState = NO_ENGAGEMENT,
  events: readonly FoldableEvent[],
  signals: readonly Signal[],
): EngagementState {
  return events.reduce((state, event) => addEvent(state, event, signals), before);
}

/** Folds all events of these leads anew, and marks them dirty. Only under `lockEngagement`. */
export async function refoldEngagement(
  tenant: TenantSql,
  leadIds: readonly string[],
  now: Date,
): Promise<void> {
  const signals = await currentSignals(tenant);
  let waiting = [...leadIds];
  while (waiting.length > 0) {
    // Before the events: whoever adds some in between moves the revision.
    const known = await engagementOfLeads(tenant, waiting);
    const events = Map.groupBy(await eventsOfLeads(tenant, waiting), ({ leadId }) => leadId);
    const folded = [...events].map(([leadId, ofLead]) => ({
      ...foldInto(undefined, leadId, ofLead, signals),
      revision: known.get(leadId)?.revision ?? 0,
    }));
    const idle = waiting.filter(leadId => !events.has(leadId));
    await deleteEngagement(tenant, idle);
    waiting = await saveEngagement(tenant, folded);
  }
  await markDirty(tenant, leadIds, now);
}

/**
 * Brings events to the leads that their subjects are tied to now, and their engagement with them; then everything is as if
 * the ties had been known from the start. Only under `lockEngagement` alone.
 */
export async function settleEngagement(tenant: TenantSql, doubt: EventsInDoubt, now: Date): Promise<void> {
  const gained = await moveEvents(tenant, doubt);
  await refoldEngagement(tenant, [...new Set([...doubt.leadIds, ...gained])], now);
}
