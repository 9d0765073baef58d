import type { RecordKey } from './crm-records.ts';
import type { TenantSql } from './database.ts';

/** What a CRM's workflow says became of the person that a record shows. */
export interface ToldOutcome extends RecordKey {
  connectionId: string;
  outcome: 'converted' | 'lost';
  happenedAt: Date;
  toldAt: Date;
}

/** Keeps what was told of a known record; what was told last holds. */
export async function saveToldOutcome(tenant: TenantSql, told: ToldOutcome): Promise<void> {
  await tenant.query(
    `insert into told_outcomes as o (tenant_id, connection_id, object_type, object_id, outcome, happened_at, told_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, connection_id, object_type, object_id) do update
       set outcome = excluded.outcome, happened_at = excluded.happened_at, told_at = excluded.told_at
       where o.told_at <= excluded.told_at`,
    [
      ...[tenant.tenantId, told.connectionId, told.objectType, told.objectId],
      ...[told.outcome, told.happenedAt, told.toldAt],
    ],
  );
}
