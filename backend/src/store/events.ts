import { arrayParameter } from './array-parameter.ts';
import type { TenantSql } from './database.ts';
import { erasureDigest } from './erased-identities.ts';
import { jsonParameter } from './json-parameter.ts';
import { uuidArray } from './uuid-array.ts';

/** An engagement event on its way into the store. */
export interface NewEvent {
  /** A UUID: what makes a repeat of the event the same event. */
  eventId: string;
  /** Whom its sender named: a visitor or an address, as `security/digests.ts` spells them. */
  subject: string;
  signal: string;
  /** By our clock. */
  at: Date;
  properties?: EventProperties | undefined;
}

/** What a sender says of an event besides: flat. */
export type EventProperties = Readonly<Record<string, string | number | boolean | null>>;

/** An event whose lead is known; undefined while nobody knows whose it is. */
export type AssignedEvent = NewEvent & { leadId: string | undefined };

/** What is known of a subject. */
export interface KnownSubject {
  subject: string;
  /** Undefined while it is tied to no lead. */
  leadId: string | undefined;
  /** False for a visitor of whom only a web page says who it is. */
  signed: boolean;
  /** Nothing may be stored of it. */
  erased: boolean;
  /** One of the tenant's own people, whose visits do not count. */
  own: boolean;
}

/**
 * SQL: the lead that `subject` of the relation `named` stands for, as `i.lead_id`, and `v.signed`. The limits make PostgreSQL
 * look each one up by its key; left to itself it reads all identities for a few hundred. And it takes `case` for safe to
 * compare before row-level security, so that it uses the key, but not `coalesce`.
 */
const WITH_LEAD = `left join lateral (select email_subject, signed, own from visitors
    where tenant_id = $1 and subject = named.subject limit 1) v on true
  left join lateral (select lead_id from identities
    where tenant_id = $1 and subject = case when v.email_subject is null then named.subject else v.email_subject end limit 1) i on true`;

/** What is known of each of these subjects. */
export async function findSubjects(
  tenant: TenantSql,
  subjects: readonly string[],
): Promise<Map<string, KnownSubject>> {
  const rows = await tenant.query<{
    subject: string;
    lead_id: string | null;
    signed: boolean | null;
    erased: boolean;
    own: boolean | null;
  }>(
    `select named.subject, i.lead_id, v.signed, v.own,
       case when exists (select from erased_identities where tenant_id = $1) then exists (
         select from erased_identities x join tenants t on t.tenant_id = $1
         where x.tenant_id = $1 and x.digest in (${erasureDigest('named.subject')}, ${erasureDigest('v.email_subject')}))
       else false end as erased
     from unnest($2::uuid[]) as named(subject) ${WITH_LEAD}`,
    [tenant.tenantId, uuidArray(subjects)],
    'often',
  );
  return new Map(
    rows.map(({ subject, lead_id, signed, erased, own }) => [
      subject,
      { subject, leadId: lead_id ?? undefined, signed: signed ?? true, erased, own: own ?? false },
    ]),
  );
}

/**
 * Stores events; those that are there already stay as they are. They are stored in the order of their ids, so that two
 * transactions with the same events never wait for each other.
 * @returns the ids of those that were not there
 */
export async function insertEvents(
  tenant: TenantSql,
  events: readonly AssignedEvent[],
  receivedAt: Date,
): Promise<Set<string>> {
  const inOrder = [...events].sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
  const eventIds = inOrder.map(({ eventId }) => eventId);
  // Hardly ever is one there already: then there is no need to send their ids back.
  const [added] = await tenant.query<{ count: number; ids: string[] | null }>(
    `with added as (
       insert into events (tenant_id, received_at, event_id, lead_id, subject, signal, at, properties)
       select $1, $2, * from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[], $8::json[])
       on conflict do nothing returning event_id)
     select count(*)::int, case when count(*) < $9 then json_agg(event_id) end as ids from added`,
    [
      tenant.tenantId,
      receivedAt,
      uuidArray(eventIds),
      uuidArray(inOrder.map(({ leadId }) => leadId)),
      uuidArray(inOrder.map(({ subject }) => subject)),
      arrayParameter(inOrder.map(({ signal }) => signal)),
      arrayParameter(inOrder.map(({ at }) => at.toISOString())),
      arrayParameter(inOrder.map(({ properties }) => properties && jsonParameter(properties))),
      inOrder.length,
    ],
    'often',
  );
  return new Set(added!.count === eventIds.length ? eventIds : added!.ids);
}

/** Which of these events are stored. */
export async function knownEvents(tenant: TenantSql, eventIds: readonly string[]): Promise<Set<string>> {
  const rows = await tenant.query<{ event_id: string }>(
    'select event_id from events where tenant_id = $1 and event_id = any($2::uuid[])',
    [tenant.tenantId, uuidArray(eventIds)],
  );
  return new Set(rows.map(row => row.event_id));
}

/** An event that lacks what scoring needs, with the sentence that says what. */
export interface AsideEvent {
  reason: string;
  event: unknown;
}

/** Keeps events aside, where nothing counts them. */
export async function setAside(
  tenant: TenantSql,
  asides: readonly AsideEvent[],
  receivedAt: Date,
): Promise<void> {
  if (asides.length === 0) return;
  await tenant.query(
    `insert into events_aside (tenant_id, received_at, aside_id, reason, event)
     select $1, $2, gen_random_uuid(), * from unnest($3::text[], $4::jsonb[])`,
    [
      tenant.tenantId,
      receivedAt,
      asides.map(({ reason }) => reason),
      asides.map(({ event }) => jsonParameter(event)),
    ],
  );
}

/** Events kept aside, newest first. */
export async function listAside(
  tenant: TenantSql,
  limit: number,
): Promise<(AsideEvent & { receivedAt: Date })[]> {
  return tenant.query(
    `select received_at as "receivedAt", reason, event from events_aside where tenant_id = $1
     order by received_at desc, aside_id limit $2`,
    [tenant.tenantId, limit],
  );
}

/** An event as folding needs it. */
export interface FoldableEvent {
  leadId: string;
  signal: string;
  atMs: number;
  signed: boolean;
}

/** Every event of these leads, in no order. */
export async function eventsOfLeads(tenant: TenantSql, leadIds: readonly string[]): Promise<FoldableEvent[]> {
  const rows = await tenant.query<{ lead_id: string; signal: string; at: Date; signed: boolean }>(
    `select e.lead_id, e.signal, e.at, coalesce(v.signed, true) as signed
     from events e
     left join visitors v on v.tenant_id = $1 and v.subject = e.subject
     where e.tenant_id = $1 and e.lead_id = any($2::uuid[])`,
    [tenant.tenantId, leadIds],
  );
  return rows.map(({ lead_id, signal, at, signed }) => ({
    leadId: lead_id,
    signal,
    atMs: at.getTime(),
    signed,
  }));
}

/** An event as people see it. */
export interface TimelineEvent {
  eventId: string;
  signal: string;
  at: Date;
  properties: EventProperties | null;
}

/** Where a page of a timeline ended. */
export type TimelinePosition = Pick<TimelineEvent, 'at' | 'eventId'>;

/** A lead's events, newest first, at most `limit`; with `before`, those that follow that one. */
export async function pageOfTimeline(
  tenant: TenantSql,
  leadId: string,
  before: TimelinePosition | undefined,
  limit: number,
): Promise<TimelineEvent[]> {
  return tenant.query(
    `select event_id as "eventId", signal, at, properties from events
     where tenant_id = $1 and lead_id = $2 and ($3::timestamptz is null or (at, event_id) < ($3, $4))
     order by at desc, event_id desc limit $5`,
    [tenant.tenantId, leadId, before?.at ?? null, before?.eventId ?? null, limit],
  );
}

/** When the tenant's first event happened that is tied to a lead; undefined before there is one. */
export async function firstEventAt(tenant: TenantSql): Promise<Date | undefined> {
  const [row] = await tenant.query<{ at: Date | null }>(
    'select min(at) as at from events where tenant_id = $1 and lead_id is not null',
    [tenant.tenantId],
  );
  return row?.at ?? undefined;
}

/** Events whose lead may have changed: all of these leads, and those of nobody that name one of these subjects. */
export interface EventsInDoubt {
  leadIds: readonly string[];
  subjects: readonly string[];
}

/**
 * Moves events to the leads that their subjects are tied to now. Only under `lockEngagement` alone.
 * @returns the leads that got events
 */
export async function moveEvents(tenant: TenantSql, { leadIds, subjects }: EventsInDoubt): Promise<string[]> {
  const rows = await tenant.query<{ lead_id: string | null }>(
    `with named as (
       select event_id, lead_id, subject from events
         where tenant_id = $1 and lead_id is null and subject = any($3::uuid[])
       union all
       select event_id, lead_id, subject from events where tenant_id = $1 and lead_id = any($2::uuid[])),
     moved as (
       update events e set lead_id = now_of.lead_id
       from (select named.event_id, i.lead_id from named ${WITH_LEAD}
         where named.lead_id is distinct from i.lead_id) as now_of
       where e.tenant_id = $1 and e.event_id = now_of.event_id
       returning e.lead_id)
     select distinct lead_id from moved where lead_id is not null`,
    [tenant.tenantId, leadIds, subjects],
  );
  return rows.map(row => row.lead_id!);
}
