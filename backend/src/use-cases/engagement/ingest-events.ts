import type { TenantSql } from '../../store/database.ts';
import { lockEngagement } from '../../store/engagement.ts';
import {
  type AsideEvent,
  type AssignedEvent,
  type FoldableEvent,
  findSubjects,
  insertEvents,
  type KnownSubject,
  type NewEvent,
  setAside,
} from '../../store/events.ts';
import { countFiltered, FILTER_REASONS, type FilterCounts } from '../../store/own-traffic.ts';
import { type Identification, identifyVisitors } from '../../store/visitors.ts';
import type { Context } from '../context.ts';
import { type StandingScores, standingScores } from '../scoring/refresh-score.ts';
import { foldEvents, settleEngagement, standingEngagement } from './fold-engagement.ts';

/** What one request brought, checked. */
export interface CollectedBatch {
  tenantId: string;
  events: readonly NewEvent[];
  identifications: readonly Identification[];
  /** Events that lack something; `subject` is set where the sender named one. */
  asides: readonly (AsideEvent & { subject: string | undefined })[];
  /** Events that were left out, and why. */
  filtered?: FilterCounts;
}

/** What must not be stored, because the person has been erased: positions in the batch's lists. */
export interface Refusals {
  events: number[];
  identifications: number[];
  asides: number[];
  /** How many events were left out because they are of the tenant's own people. */
  own: number;
}

/** Takes what requests bring and resolves once it is stored for good. */
export interface Collector {
  /** @throws BusyError ERR_BUSY when too much is waiting already */
  add(batch: CollectedBatch): Promise<Refusals>;
}

/** Of more leads at once the scores are refreshed later, together with those of the events that come meanwhile. */
const MOST_REFRESHED = 80;

/**
 * Stores what several requests of one tenant brought, in one transaction: the events, once each however often they come;
 * what they leave in their leads' engagement; the scores that move within their noise; and which other leads have to be scored.
 * Identifications count before events.
 * @returns the refusals of each batch, in order
 */
export async function ingestEvents(
  context: Context,
  tenantId: string,
  batches: readonly CollectedBatch[],
): Promise<Refusals[]> {
  const now = context.now();
  const refusals = await context.database.withTenant(tenantId, tenant =>
    storeBatches(tenant, batches, now, { refreshesScores: true }),
  );
  context.announce('dirty_leads');
  return refusals;
}

/**
 * As `ingestEvents`, within a transaction; whoever ends it announces dirty leads. All leads are marked dirty unless it `refreshesScores`,
 * which only a transaction may that marked none before, since marks behind scores have to be made all at once, in their order.
 */
export async function storeBatches(
  tenant: TenantSql,
  batches: readonly CollectedBatch[],
  now: Date,
  { refreshesScores = false } = {},
): Promise<Refusals[]> {
  const refusals: Refusals[] = batches.map(() => ({ events: [], identifications: [], asides: [], own: 0 }));
  const isIdentifying = batches.some(({ identifications }) => identifications.length > 0);
  const locked = lockEngagement(tenant, isIdentifying ? 'alone' : 'sharing');
  if (isIdentifying) {
    await locked;
    await identify(tenant, batches, refusals, now);
  }
  const named = batches.flatMap(({ events, asides }) => [
    ...events.map(({ subject }) => subject),
    ...asides.flatMap(({ subject }) => subject ?? []),
  ]);
  const [subjects] = await Promise.all([findSubjects(tenant, [...new Set(named)]), locked]);
  const events = batches.flatMap((batch, at) => allowedEvents(batch, subjects, refusals[at]!));
  const distinct = [...new Map(events.map(each => [each.eventId, each])).values()];
  await storeEvents(tenant, distinct, now, { refreshesScores: refreshesScores && !isIdentifying });
  const asides = batches.flatMap((batch, at) => allowedAsides(batch, subjects, refusals[at]!));
  await setAside(tenant, asides, now);
  await countFiltered(tenant, filteredOf(batches, refusals), now);
  return refusals;
}

type Subjects = ReadonlyMap<string, KnownSubject>;

async function identify(
  tenant: TenantSql,
  batches: readonly CollectedBatch[],
  refusals: readonly Refusals[],
  now: Date,
): Promise<void> {
  const all = batches.flatMap(batch => batch.identifications);
  const named = all.flatMap(({ subject, emailSubject }) => [subject, emailSubject]);
  const subjects = await findSubjects(tenant, [...new Set(named)]);
  const allowed = batches.flatMap(({ identifications }, at) =>
    identifications.filter(({ subject, emailSubject }, index) => {
      const erased = subjects.get(subject)!.erased || subjects.get(emailSubject)!.erased;
      if (erased) refusals[at]!.identifications.push(index);
      return !erased;
    }),
  );
  const changed = await identifyVisitors(tenant, allowed);
  if (changed.length === 0) return;
  const leadsBefore = changed.flatMap(subject => subjects.get(subject)!.leadId ?? []);
  await settleEngagement(tenant, { leadIds: [...new Set(leadsBefore)], subjects: changed }, now);
}

function allowedEvents(
  { events }: CollectedBatch,
  subjects: Subjects,
  refusals: Refusals,
): (AssignedEvent & { signed: boolean })[] {
  return events.flatMap((event, index) => {
    const { leadId, signed, erased, own } = subjects.get(event.subject)!;
    if (erased) refusals.events.push(index);
    else if (own) refusals.own += 1;
    return erased || own ? [] : [{ ...event, leadId, signed }];
  });
}

function filteredOf(batches: readonly CollectedBatch[], refusals: readonly Refusals[]): FilterCounts {
  const counts: FilterCounts = {};
  const all: FilterCounts[] = [
    ...batches.map(({ filtered = {} }) => filtered),
    ...refusals.map(({ own }) => ({ own_people: own })),
  ];
  for (const each of all)
    for (const reason of FILTER_REASONS) counts[reason] = (counts[reason] ?? 0) + (each[reason] ?? 0);
  return counts;
}

function allowedAsides(
  { asides }: CollectedBatch,
  subjects: Subjects,
  refusals: Refusals,
): readonly AsideEvent[] {
  return asides.filter(({ subject }, index) => {
    const isErased = subject !== undefined && subjects.get(subject)!.erased;
    if (isErased) refusals.asides.push(index);
    return !isErased;
  });
}

async function storeEvents(
  tenant: TenantSql,
  events: readonly (AssignedEvent & { signed: boolean })[],
  now: Date,
  { refreshesScores }: { refreshesScores: boolean },
): Promise<void> {
  if (events.length === 0) return;
  const leadIds = [...new Set(events.flatMap(({ leadId }) => leadId ?? []))];
  // Scores before engagement: who adds to this in between saves the score, too, and then ours is left alone.
  const [inserted, scores, standing] = await Promise.all([
    insertEvents(tenant, events, now),
    refreshesScores && leadIds.length <= MOST_REFRESHED ? standingOrNone(tenant, leadIds) : undefined,
    standingEngagement(tenant, leadIds),
  ]);
  const fresh = events.flatMap(({ eventId, leadId, signal, at, signed }): FoldableEvent[] =>
    leadId !== undefined && inserted.has(eventId) ? [{ leadId, signal, atMs: at.getTime(), signed }] : [],
  );
  if (fresh.length > 0) await foldEvents(tenant, fresh, { ...standing, scores }, now);
}

/** What a model's trouble is, whoever scores the dirty leads says; events are stored all the same. */
function standingOrNone(tenant: TenantSql, leadIds: readonly string[]): Promise<StandingScores | undefined> {
  return standingScores(tenant, leadIds).catch(() => undefined);
}
