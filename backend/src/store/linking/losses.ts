import type { TenantSql } from '../database.ts';
import { uuidArray } from '../uuid-array.ts';

/** What no CRM can tell again. */
export interface Losses {
  /** Bands that people set. */
  overrides: number;
  feedback: number;
  /** What people did; of these the CRM tells again only what it keeps itself. */
  events: number;
  /** Proofs of published scores. */
  receipts: number;
}

/** What hangs on these leads, or with `'all'` in the whole tenant. */
export async function countLosses(tenant: TenantSql, leads: readonly string[] | 'all'): Promise<Losses> {
  const count = (table: string) =>
    `(select count(*)::int from ${table} where tenant_id = $1 and ($2::uuid[] is null or lead_id = any($2::uuid[])))`;
  const [losses] = await tenant.query<Losses>(
    `select ${count('overrides')} as overrides, ${count('feedback')} as feedback, ${count('events')} as events,
       ${count('receipts')} as receipts`,
    [tenant.tenantId, leads === 'all' ? null : uuidArray(leads)],
  );
  return losses!;
}
