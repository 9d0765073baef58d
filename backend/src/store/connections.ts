import { AccessError, NotFoundError, SetupError } from '@aix/shared-scoring';
import type { ConnectionSettings, CrmTokens } from '../connectors/crm-access.ts';
import type { CrmName } from '../connectors/crm-connector.ts';
import type { FieldMapping } from '../connectors/crm-record.ts';
import type { Envelope } from '../security/envelope.ts';
import { type Feature, type Refusal, refusalsFromStored, type StoredRefusals } from './access/refusals.ts';
import type { Database, TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** One org or portal of a tenant. Its tokens are read apart, and only decrypted where they are used. */
export interface Connection {
  connectionId: string;
  crm: CrmName;
  /** The org's 18-character id or the portal's number. */
  externalId: string;
  name: string;
  settings: ConnectionSettings;
  mappings: FieldMapping[];
  /** From where to go on reading; undefined before the first page. */
  readCursor: string | undefined;
  /** When it was last read to the end; undefined before. */
  readAt: Date | undefined;
  /** Whether its CRM is asked to tell changes. Off until an admin switches it on. */
  followsChanges: boolean;
  /** Whether everything is to be read again from the start, or is being read. */
  isBackfilling: boolean;
  /** Whether its CRM took the grant back: nothing works until an admin connects again. */
  hasEnded: boolean;
  /** What its CRM does not allow. */
  refused: Partial<Record<Feature, Refusal>>;
}

interface ConnectionRow {
  connection_id: string;
  crm: CrmName;
  external_id: string;
  name: string;
  settings: ConnectionSettings;
  mappings: FieldMapping[];
  read_cursor: string | null;
  read_at: Date | null;
  follows_changes: boolean;
  is_backfilling: boolean;
  has_ended: boolean;
  refused: StoredRefusals;
}

/** A connection with what a consent brought. */
export interface NewConnection
  extends Omit<
    Connection,
    'readCursor' | 'readAt' | 'followsChanges' | 'isBackfilling' | 'hasEnded' | 'refused'
  > {
  tokens: CrmTokens;
  /** As whom the tokens act, as the CRM says. */
  connectedAs: string | null;
  at: Date;
}

/**
 * Adds a connection, or renews the tokens, settings and mappings of the same org or portal.
 * @throws AccessError ERR_FORBIDDEN when the org or portal belongs to another tenant
 */
export async function saveConnection(
  tenant: TenantSql,
  envelope: Envelope,
  connection: NewConnection,
): Promise<void> {
  const insert = tenant.query(
    `insert into connections as c (tenant_id, connection_id, crm, external_id, name, settings, mappings, tokens, connected_as,
       connected_at)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10)
     on conflict (tenant_id, connection_id) do update set name = excluded.name, settings = excluded.settings,
       mappings = excluded.mappings, tokens = excluded.tokens, connected_as = excluded.connected_as, ended_at = null, refused = '{}',
       connected_at = case when c.ended_at is null then c.connected_at else excluded.connected_at end`,
    [
      tenant.tenantId,
      connection.connectionId,
      connection.crm,
      connection.externalId,
      connection.name,
      jsonParameter(connection.settings),
      jsonParameter(connection.mappings),
      sealTokens(tenant, envelope, connection.connectionId, connection.tokens),
      connection.connectedAs,
      connection.at,
    ],
  );
  await insert.catch(error => {
    if ((error as { code?: string }).code !== '23505') throw error;
    const message = `The ${connection.crm} account ${connection.externalId} is connected to another customer`;
    throw new AccessError('ERR_FORBIDDEN', message, { cause: error });
  });
}

export async function listConnections(tenant: TenantSql): Promise<Connection[]> {
  const rows = await tenant.query<ConnectionRow>(
    `select connection_id, crm, external_id, name, settings, mappings, read_cursor, read_at, follows_changes,
       ended_at is not null as has_ended, refused, exists (select from backfills b where b.tenant_id = $1 and b.connection_id = c.connection_id
         and b.done_at is null) as is_backfilling
     from connections c where tenant_id = $1 order by crm desc, external_id`,
    [tenant.tenantId],
  );
  return rows.map(row => ({
    connectionId: row.connection_id,
    crm: row.crm,
    externalId: row.external_id,
    name: row.name,
    settings: row.settings,
    mappings: row.mappings,
    readCursor: row.read_cursor ?? undefined,
    readAt: row.read_at ?? undefined,
    followsChanges: row.follows_changes,
    isBackfilling: row.is_backfilling,
    hasEnded: row.has_ended,
    refused: refusalsFromStored(row.refused),
  }));
}

/** Whose connection an org or portal is, and whether its CRM took the grant back. */
export interface ConnectionOwner {
  tenantId: string;
  connectionId: string;
  hasEnded: boolean;
}

/** Whose connection an org or portal is; undefined when it is not connected. */
export async function findConnectionOf(
  database: Database,
  crm: CrmName,
  externalId: string,
): Promise<ConnectionOwner | undefined> {
  const [row] = await database.query<ConnectionOwner>(
    `select tenant_id as "tenantId", connection_id as "connectionId", ended_at is not null as "hasEnded" from connections
     where crm = $1 and external_id = $2`,
    [crm, externalId],
  );
  return row;
}

/** Keeps what the last look into the CRM found. */
export async function saveCheck(tenant: TenantSql, connectionId: string, check: object): Promise<void> {
  await tenant.query(
    'update connections set last_check = $3::jsonb where tenant_id = $1 and connection_id = $2',
    [tenant.tenantId, connectionId, jsonParameter(check)],
  );
}

/** Notes that the CRM took its grant back; the time of the first notice stays. @returns whether it is news */
export async function noteAccessLost(tenant: TenantSql, connectionId: string, at: Date): Promise<boolean> {
  const rows = await tenant.query(
    `update connections set ended_at = $3 where tenant_id = $1 and connection_id = $2 and ended_at is null
     returning connection_id`,
    [tenant.tenantId, connectionId, at],
  );
  return rows.length > 0;
}

/** Connections of all tenants whose CRM took its grant back before a time. */
export async function endedConnections(
  database: Database,
  before: Date,
): Promise<{ tenantId: string; connectionId: string }[]> {
  return database.query(
    `select tenant_id as "tenantId", connection_id as "connectionId" from connections where ended_at < $1
     order by tenant_id, connection_id`,
    [before],
  );
}

/** From where the next reading of this connection goes on. Save it with the page that it belongs to. */
export async function saveReadCursor(tenant: TenantSql, connectionId: string, cursor: string): Promise<void> {
  await tenant.query('update connections set read_cursor = $3 where tenant_id = $1 and connection_id = $2', [
    tenant.tenantId,
    connectionId,
    cursor,
  ]);
}

/** Says that this connection has been read to the end. */
export async function noteRead(tenant: TenantSql, connectionId: string, at: Date): Promise<void> {
  await tenant.query('update connections set read_at = $3 where tenant_id = $1 and connection_id = $2', [
    tenant.tenantId,
    connectionId,
    at,
  ]);
}

/** Where every connection of the installation belongs. */
export async function listAllConnections(
  database: Database,
): Promise<{ tenantId: string; connectionId: string }[]> {
  return database.query(
    'select tenant_id as "tenantId", connection_id as "connectionId" from connections order by 1, 2',
  );
}

/**
 * Replaces a connection's field mappings, and reads everything again if they are others than before.
 * @throws NotFoundError ERR_TENANT_NOT_FOUND when the tenant has no such connection
 */
export async function saveMappings(
  tenant: TenantSql,
  connectionId: string,
  mappings: readonly FieldMapping[],
): Promise<void> {
  const updated = await tenant.query(
    `update connections set mappings = $3::jsonb, read_cursor = case when mappings = $3::jsonb then read_cursor end,
       history_cursor = case when mappings = $3::jsonb then history_cursor end,
       read_at = case when mappings = $3::jsonb then read_at end
     where tenant_id = $1 and connection_id = $2 returning connection_id`,
    [tenant.tenantId, connectionId, jsonParameter(mappings)],
  );
  if (updated.length === 0) throw noSuchConnection(connectionId);
}

/**
 * The connection's tokens, decrypted. With `lock` the row stays locked until the transaction ends, so that of several
 * processes only one renews them.
 * @throws NotFoundError ERR_TENANT_NOT_FOUND when the tenant has no such connection
 */
export async function readTokens(
  tenant: TenantSql,
  envelope: Envelope,
  connectionId: string,
  options: { lock?: boolean } = {},
): Promise<CrmTokens> {
  const [row] = await tenant.query<{ tokens: Uint8Array }>(
    `select tokens from connections where tenant_id = $1 and connection_id = $2 ${options.lock ? 'for update' : ''}`,
    [tenant.tenantId, connectionId],
  );
  if (row === undefined) throw noSuchConnection(connectionId);
  return JSON.parse(envelope.open(row.tokens, tokenContext(tenant, connectionId))) as CrmTokens;
}

export async function saveTokens(
  tenant: TenantSql,
  envelope: Envelope,
  connectionId: string,
  tokens: CrmTokens,
): Promise<void> {
  const sealed = sealTokens(tenant, envelope, connectionId, tokens);
  await tenant.query(
    'update connections set tokens = $3, ended_at = null where tenant_id = $1 and connection_id = $2',
    [tenant.tenantId, connectionId, sealed],
  );
}

function noSuchConnection(connectionId: string): NotFoundError {
  return new NotFoundError('ERR_TENANT_NOT_FOUND', `The tenant has no connection ${connectionId}`);
}

/** Tokens as they are stored: encrypted, and bound to the tenant and the connection. */
export function sealTokens(
  tenant: Pick<TenantSql, 'tenantId'>,
  envelope: Envelope,
  connectionId: string,
  tokens: CrmTokens,
): Buffer {
  return envelope.seal(JSON.stringify(tokens), tokenContext(tenant, connectionId));
}

function tokenContext(tenant: Pick<TenantSql, 'tenantId'>, connectionId: string): string {
  return `tokens of ${tenant.tenantId}/${connectionId}`;
}

/**
 * Opens one stored token, so that a wrong key is noticed at the start and not in the middle of a job.
 * @throws SetupError ERR_KEY_WRONG
 */
export async function requireRightKey(database: Database, envelope: Envelope): Promise<void> {
  const [row] = await database.query<{ tenant_id: string; connection_id: string; tokens: Uint8Array }>(
    'select tenant_id, connection_id, tokens from connections limit 1',
  );
  if (row === undefined) return;
  try {
    envelope.open(row.tokens, tokenContext({ tenantId: row.tenant_id }, row.connection_id));
  } catch (cause) {
    throw new SetupError(
      'ERR_KEY_WRONG',
      'The encryption key is not the one that this database was sealed with: give the right AIX_ENCRYPTION_KEY (embedded: restore the file encryption-key), or begin again with --fresh',
      { cause },
    );
  }
}
