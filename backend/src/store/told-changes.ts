import type { RecordKey } from './crm-records.ts';
import type { Database, TenantSql } from './database.ts';

/** What a CRM told of one record. What it says of values is not kept: the record itself is read. */
export interface ToldChange extends RecordKey {
  /** 32 bytes that this change has each time it is told, and no other one. */
  key: Buffer;
  /** `erased`: the person is to be forgotten. */
  kind: 'changed' | 'merged' | 'erased';
  /** Of a merge: the record of the same type that remains. */
  mergedInto?: string | undefined;
}

/** Keeps what was told, each change once. @returns how many were told for the first time */
export async function keepToldChanges(
  tenant: TenantSql,
  connectionId: string,
  changes: readonly ToldChange[],
  receivedAt: Date,
): Promise<number> {
  if (changes.length === 0) return 0;
  const rows = await tenant.query(
    `insert into told_changes (tenant_id, connection_id, received_at, change_key, kind, object_type, object_id, merged_into)
     select $1, $2, $3, * from unnest($4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[])
     on conflict do nothing returning change_key`,
    [
      ...[tenant.tenantId, connectionId, receivedAt],
      changes.map(({ key }) => key),
      changes.map(({ kind }) => kind),
      changes.map(({ objectType }) => objectType),
      changes.map(({ objectId }) => objectId),
      changes.map(({ mergedInto }) => mergedInto ?? null),
    ],
  );
  return rows.length;
}

/** What waits to be settled, the earliest first, at most `limit`: of people to be forgotten, or of records to be read. */
export async function waitingChanges(
  tenant: TenantSql,
  connectionId: string,
  { erased, limit }: { erased: boolean; limit: number },
): Promise<ToldChange[]> {
  const rows = await tenant.query<
    Omit<ToldChange, 'key' | 'mergedInto'> & { key: Uint8Array; mergedInto: string | null }
  >(
    `select change_key as key, kind, object_type as "objectType", object_id as "objectId", merged_into as "mergedInto"
     from told_changes where tenant_id = $1 and connection_id = $2 and settled_at is null and (kind = 'erased') = $3
     order by received_at, change_key limit $4`,
    [tenant.tenantId, connectionId, erased, limit],
  );
  return rows.map(({ key, mergedInto, ...row }) => ({
    ...row,
    key: Buffer.from(key),
    ...(mergedInto !== null && { mergedInto }),
  }));
}

/** Says that these changes have reached their leads. */
export async function settleChanges(
  tenant: TenantSql,
  connectionId: string,
  changes: readonly Pick<ToldChange, 'key'>[],
  at: Date,
): Promise<void> {
  await tenant.query(
    `update told_changes set settled_at = $4
     where tenant_id = $1 and connection_id = $2 and change_key = any($3::bytea[])`,
    [tenant.tenantId, connectionId, changes.map(({ key }) => key), at],
  );
}

/** Connections with something to settle; where the CRM took its grant back, only people to be forgotten count. */
export async function connectionsWithToldChanges(
  database: Database,
): Promise<{ tenantId: string; connectionId: string }[]> {
  return database.query(
    `select c.tenant_id as "tenantId", c.connection_id as "connectionId" from connections c
     where exists (select from told_changes t where t.tenant_id = c.tenant_id and t.connection_id = c.connection_id
       and t.settled_at is null and (t.kind = 'erased' or c.ended_at is null))
     order by 1, 2`,
  );
}

/** Forgets, for all tenants, what was settled before a time. */
export async function forgetSettledChanges(database: Database, before: Date): Promise<void> {
  await database.query('delete from told_changes where settled_at < $1', [before]);
}
