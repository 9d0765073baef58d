import type { Sql, TenantSql } from '../../store/database.ts';

/** One of the tenants that have part in a transaction with the owner's rights; none of them ends it. */
export function tenantIn({ query }: Sql, tenantId: string): TenantSql {
  return { tenantId, query, finish: () => undefined };
}
