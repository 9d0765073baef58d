import type { LeadFacts, Outcome } from '@aix/shared-scoring';
import type { RecordKey } from './crm-records.ts';
import type { TenantSql } from './database.ts';
import { outcomeFromRow } from './leads.ts';

/** What a record's card is made of, as far as one look at the store tells. */
export interface CardSource extends Pick<LeadFacts, 'email' | 'company' | 'outcome'> {
  leadId: string;
  /** When a fact of the lead changed last. */
  changedAt: Date;
  /** The receipt of what is published; its payload is null once erased. Undefined while nothing is. */
  receipt: { receiptId: string; payload: string | null } | undefined;
  scoredAt: Date | undefined;
  /** Since when a change waits to be scored; undefined when none does. */
  dirtySince: Date | undefined;
  /** Whether what is published is still on its way to the record. */
  isWriteWaiting: boolean;
}

interface SourceRow {
  lead_id: string;
  email: string | null;
  company: string | null;
  outcome: Outcome['kind'];
  converted_at: Date | null;
  changed_at: Date;
  receipt_id: string | null;
  payload: string | null;
  scored_at: Date | null;
  marked_at: Date | null;
  is_waiting: boolean;
}

/** All of a record's card that is stored, by its keys alone; undefined while the record is not known. */
export async function findCardSource(
  tenant: TenantSql,
  { connectionId, objectType, objectId }: RecordKey & { connectionId: string },
): Promise<CardSource | undefined> {
  const [row] = await tenant.query<SourceRow>(
    `select l.lead_id, l.email, l.company, l.outcome, l.converted_at, l.changed_at, p.receipt_id, r.payload, s.scored_at,
       d.marked_at, o.object_id is not null as is_waiting
     from crm_records c
     cross join lateral (select * from leads where tenant_id = $1 and lead_id = c.lead_id limit 1) l
     left join lateral (select receipt_id from published where tenant_id = $1 and lead_id = c.lead_id limit 1) p on true
     left join lateral (select payload from receipts where tenant_id = $1 and receipt_id = p.receipt_id limit 1) r on true
     left join lateral (select scored_at from scores where tenant_id = $1 and lead_id = c.lead_id limit 1) s on true
     left join lateral (select marked_at from dirty_leads where tenant_id = $1 and lead_id = c.lead_id limit 1) d on true
     left join lateral (select object_id from outbox where tenant_id = $1 and connection_id = $2 and object_type = $3
       and object_id = $4 and dead_at is null limit 1) o on true
     where c.tenant_id = $1 and c.connection_id = $2 and c.object_type = $3 and c.object_id = $4 and c.gone_at is null`,
    [tenant.tenantId, connectionId, objectType, objectId],
  );
  return row && sourceFromRow(row);
}

function sourceFromRow(row: SourceRow): CardSource {
  return {
    leadId: row.lead_id,
    email: row.email,
    company: row.company,
    outcome: outcomeFromRow(row),
    changedAt: row.changed_at,
    receipt: row.receipt_id === null ? undefined : { receiptId: row.receipt_id, payload: row.payload },
    scoredAt: row.scored_at ?? undefined,
    dirtySince: row.marked_at ?? undefined,
    isWriteWaiting: row.is_waiting,
  };
}
