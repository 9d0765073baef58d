import type { LeadFacts, Outcome } from '@aix/shared-scoring';
import type { RecordKey } from './crm-records.ts';
import type { TenantSql } from './database.ts';
import type { StoredEngagement } from './engagement.ts';
import type { TimelineEvent } from './events.ts';
import { outcomeFromRow } from './leads.ts';
import type { ModelName } from './models.ts';
import type { StandingStep } from './next-steps.ts';

/** What a record's card is made of, as far as one look at the store tells. */
export interface CardSource extends Pick<LeadFacts, 'email' | 'name' | 'company' | 'outcome'> {
  leadId: string;
  /** When a fact of the lead changed last. */
  changedAt: Date;
  /** The receipt of what is published; its payload is null once erased. Undefined while nothing is. */
  receipt: { receiptId: string; payload: string | null } | undefined;
  /** The model that made what is published; undefined where there is none. */
  model: ModelName | undefined;
  /** The published scores, at most as many as asked for, oldest first; what has no score or was erased is left out. */
  history: { at: Date; scorePoints: number }[];
  scoredAt: Date | undefined;
  /** Since when a change waits to be scored; undefined when none does. */
  dirtySince: Date | undefined;
  /** Whether what is published is still on its way to the record. */
  isWriteWaiting: boolean;
  /** What is suggested; undefined where nothing is. */
  step: (StandingStep & { isShown: boolean }) | undefined;
  /** Undefined while the lead did nothing. */
  engagement: Omit<StoredEngagement, 'leadId' | 'revision'> | undefined;
  /** What the lead did last, newest first, at most as many as asked for. */
  events: LatestEvent[];
  /** The tenant's. */
  horizonDays: number;
}

/** An act of a lead, with what tells whether it was a visitor's. */
export interface LatestEvent extends Pick<TimelineEvent, 'signal' | 'at' | 'properties'> {
  /** Whether its sender is vouched for. */
  signed: boolean;
  /** Whether a browser told it, of a visitor who said who it is. */
  isOfVisitor: boolean;
}

interface SourceRow {
  lead_id: string;
  email: string | null;
  name: string | null;
  company: string | null;
  outcome: Outcome['kind'];
  converted_at: Date | null;
  changed_at: Date;
  receipt_id: string | null;
  payload: string | null;
  version: number | null;
  trained_at: Date | null;
  /** Moments in ISO 8601, and points. */
  history: [string, number][] | null;
  scored_at: Date | null;
  marked_at: Date | null;
  is_waiting: boolean;
  horizon_days: number;
  step_id: string | null;
  action: StandingStep['action'];
  reason: StandingStep['reason'];
  due_at: Date | null;
  chosen_at: Date;
  answer: StandingStep['answer'];
  answered_at: Date | null;
  later_until: Date | null;
  shown_at: Date | null;
  state: StoredEngagement['state'] | null;
  signed_state: StoredEngagement['state'] | null;
  signals_version: number;
  last_event_at: Date;
  /** Signal, epoch milliseconds, properties, whether a visitor's, and whether that visitor is vouched for. */
  events: [string, number, LatestEvent['properties'], boolean, boolean | null][] | null;
}

/** How much of the past a card shows at most. */
export interface CardDepth {
  scores: number;
  events: number;
}

/**
 * All of a record's card that is stored, by its keys alone; undefined while the record is not known. One statement, because a card
 * is asked for by a person who waits.
 */
export async function findCardSource(
  tenant: TenantSql,
  { connectionId, objectType, objectId }: RecordKey & { connectionId: string },
  most: CardDepth,
): Promise<CardSource | undefined> {
  const [row] = await tenant.query<SourceRow>(
    `select l.lead_id, l.email, l.name, l.company, l.outcome, l.converted_at, l.changed_at, p.receipt_id, r.payload, m.version,
       m.trained_at, h.history, s.scored_at, d.marked_at, o.is_waiting is true as is_waiting, t.horizon_days,
       n.step_id, n.action, n.reason, n.due_at, n.chosen_at, n.answer, n.answered_at, n.later_until, n.shown_at,
       e.state, e.signed_state, e.signals_version, e.last_event_at, a.events
     from crm_records c
     join tenants t on t.tenant_id = $1
     cross join lateral (select * from leads where tenant_id = $1 and lead_id = c.lead_id limit 1) l
     left join lateral (select receipt_id from published where tenant_id = $1 and lead_id = c.lead_id limit 1) p on true
     left join lateral (select payload, model_version from receipts
       where tenant_id = $1 and receipt_id = p.receipt_id limit 1) r on true
     left join lateral (select version, trained_at from models
       where tenant_id = $1 and version = r.model_version limit 1) m on true
     left join lateral (select json_agg(json_build_array(made_at, points) order by number) filter (where points is not null) as history
       from (select made_at, points, number from receipts where tenant_id = $1 and lead_id = c.lead_id
         order by number desc limit $5) newest) h on true
     left join lateral (select scored_at from scores where tenant_id = $1 and lead_id = c.lead_id limit 1) s on true
     left join lateral (select marked_at from dirty_leads where tenant_id = $1 and lead_id = c.lead_id limit 1) d on true
     left join lateral (select dead_at is null as is_waiting from outbox where tenant_id = $1 and connection_id = $2
       and object_type = $3 and object_id = $4 limit 1) o on true
     left join lateral (select * from next_steps where tenant_id = $1 and lead_id = c.lead_id and ended_at is null limit 1) n on true
     left join lateral (select * from engagement where tenant_id = $1 and lead_id = c.lead_id limit 1) e on true
     left join lateral (select json_agg(json_build_array(acted.signal, extract(epoch from acted.at) * 1000, acted.properties,
         v.subject is not null, v.signed) order by acted.at desc, acted.event_id desc) as events
       from (select event_id, subject, signal, at, properties from events where tenant_id = $1 and lead_id = e.lead_id
         order by at desc, event_id desc limit $6) acted
       left join lateral (select subject, signed from visitors where tenant_id = $1 and subject = acted.subject limit 1) v on true) a on true
     where c.tenant_id = $1 and c.connection_id = $2 and c.object_type = $3 and c.object_id = $4 and c.gone_at is null`,
    [tenant.tenantId, connectionId, objectType, objectId, most.scores, most.events],
    'often',
  );
  return row && sourceFromRow(row);
}

function sourceFromRow(row: SourceRow): CardSource {
  return {
    leadId: row.lead_id,
    email: row.email,
    name: row.name,
    company: row.company,
    outcome: outcomeFromRow(row),
    changedAt: row.changed_at,
    receipt: row.receipt_id === null ? undefined : { receiptId: row.receipt_id, payload: row.payload },
    model:
      row.version === null || row.trained_at === null
        ? undefined
        : { version: row.version, trainedAt: row.trained_at },
    history: (row.history ?? []).map(([at, scorePoints]) => ({ at: new Date(at), scorePoints })),
    scoredAt: row.scored_at ?? undefined,
    dirtySince: row.marked_at ?? undefined,
    isWriteWaiting: row.is_waiting,
    step: stepFromRow(row),
    engagement: engagementFromRow(row),
    events: (row.events ?? []).map(([signal, atMs, properties, isOfVisitor, signed]) => ({
      ...{ signal, at: new Date(atMs), properties, isOfVisitor, signed: signed ?? true },
    })),
    horizonDays: row.horizon_days,
  };
}

function engagementFromRow(row: SourceRow): CardSource['engagement'] {
  if (row.state === null) return undefined;
  return {
    state: row.state,
    signedState: row.signed_state ?? row.state,
    hasUnsigned: row.signed_state !== null,
    signalsVersion: row.signals_version,
    lastEventAt: row.last_event_at,
  };
}

function stepFromRow(row: SourceRow): CardSource['step'] {
  if (row.step_id === null) return undefined;
  return {
    stepId: row.step_id,
    leadId: row.lead_id,
    action: row.action,
    reason: row.reason,
    dueAt: row.due_at,
    chosenAt: row.chosen_at,
    answer: row.answer,
    answeredAt: row.answered_at,
    laterUntil: row.later_until,
    isShown: row.shown_at !== null,
  };
}
