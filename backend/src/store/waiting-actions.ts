import type { RecordKey } from './crm-records.ts';
import type { Database, TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** A run of a workflow action that its CRM waits for. */
export interface WaitingAction<Deed = unknown> {
  connectionId: string;
  /** The CRM's name of it. */
  callbackId: string;
  record: RecordKey;
  /** As feedback names who gave it. */
  person: string;
  deed: Deed;
}

/** Keeps an action that is to be done later, once. */
export async function saveWaitingAction(
  tenant: TenantSql,
  { connectionId, callbackId, record, person, deed }: WaitingAction,
  askedAt: Date,
): Promise<void> {
  await tenant.query(
    `insert into waiting_actions (tenant_id, connection_id, callback_id, object_type, object_id, person, deed, asked_at)
     values ($1, $2, $3, $4, $5, $6, $7::json, $8) on conflict do nothing`,
    [
      ...[tenant.tenantId, connectionId, callbackId, record.objectType, record.objectId],
      ...[person, jsonParameter(deed), askedAt],
    ],
  );
}

/** When an action was asked for, to be looked at now. */
export interface AskedBetween {
  since: Date;
  until: Date;
}

/** The actions of a connection that were asked for in that time, the earliest first, at most `limit`. */
export async function waitingActions<Deed>(
  tenant: TenantSql,
  connectionId: string,
  { since, until, limit }: AskedBetween & { limit: number },
): Promise<WaitingAction<Deed>[]> {
  const rows = await tenant.query<Omit<WaitingAction<Deed>, 'record'> & RecordKey>(
    `select connection_id as "connectionId", callback_id as "callbackId", object_type as "objectType",
       object_id as "objectId", person, deed
     from waiting_actions where tenant_id = $1 and connection_id = $2 and asked_at between $3 and $4
     order by asked_at, callback_id limit $5`,
    [tenant.tenantId, connectionId, since, until, limit],
  );
  return rows.map(({ objectType, objectId, ...action }) => ({ ...action, record: { objectType, objectId } }));
}

/** Says that the CRM knows how these actions ended. */
export async function endWaitingActions(
  tenant: TenantSql,
  connectionId: string,
  callbackIds: readonly string[],
): Promise<void> {
  await tenant.query(
    'delete from waiting_actions where tenant_id = $1 and connection_id = $2 and callback_id = any($3::text[])',
    [tenant.tenantId, connectionId, callbackIds],
  );
}

/** Connections with actions that were asked for in that time; not those whose CRM took its grant back. */
export async function connectionsWithWaitingActions(
  database: Database,
  { since, until }: AskedBetween,
): Promise<{ tenantId: string; connectionId: string }[]> {
  return database.query(
    `select distinct w.tenant_id as "tenantId", w.connection_id as "connectionId" from waiting_actions w
     join connections c on c.tenant_id = w.tenant_id and c.connection_id = w.connection_id
     where w.asked_at between $1 and $2 and c.ended_at is null order by 1, 2`,
    [since, until],
  );
}

/** Forgets, for all tenants, actions for which no CRM waits any more. */
export async function forgetWaitingActions(database: Database, before: Date): Promise<void> {
  await database.query('delete from waiting_actions where asked_at < $1', [before]);
}
