import { type Backfill, findBackfill } from '../../store/access/backfills.ts';
import { type ConnectionFacts, factsOfConnection } from '../../store/access/connection-facts.ts';
import { type ConnectionKey, keysInForce } from '../../store/access/connection-keys.ts';
import { usageOfLastDay } from '../../store/api-usage.ts';
import { type Connection, listConnections } from '../../store/connections.ts';
import type { Context } from '../context.ts';
import { budgetOf } from '../scoring/api-budget.ts';
import type { ConnectionCheck } from './check-connection.ts';
import { findConnection } from './find-connection.ts';

/** All that an admin should know of a connection. */
export interface ConnectionStatus extends Omit<ConnectionFacts, 'lastCheck'> {
  connectionId: string;
  crm: string;
  externalId: string;
  name: string;
  /** `ended`: the CRM took its grant back; an admin must connect again. */
  state: 'working' | 'ended';
  lastCheck: ConnectionCheck | null;
  api: {
    state: 'open' | 'slow' | 'used_up';
    callsLastDay: number;
    budgetPerDay: number | null;
    platform: { used: number; limit: number } | null;
  };
  signingKeys: ConnectionKey[];
  /** Reading everything again; null when nobody ever asked for it. */
  backfill: Backfill | null;
  /** The tenant's other orgs and portals. */
  linked: { connectionId: string; crm: string; externalId: string; name: string }[];
}

/** @throws NotFoundError ERR_TENANT_NOT_FOUND when the tenant has no such connection */
export async function getConnectionStatus(
  context: Context,
  tenantId: string,
  connectionId: string,
): Promise<ConnectionStatus> {
  const connection = await findConnection(context, tenantId, connectionId);
  return context.database.withTenant(tenantId, async sql => {
    const { lastCheck, ...facts } = (await factsOfConnection(sql, connectionId))!;
    const usage = (await usageOfLastDay(sql, context.now())).get(connectionId);
    const { state, perDay } = budgetOf(usage);
    const others = (await listConnections(sql)).filter(each => each.connectionId !== connectionId);
    return {
      ...nameOf(connection),
      state: facts.endedAt === null ? 'working' : 'ended',
      ...facts,
      lastCheck: lastCheck as ConnectionCheck | null,
      api: {
        ...{ state, callsLastDay: usage?.calls ?? 0, budgetPerDay: perDay },
        platform: usage?.platform ?? null,
      },
      signingKeys: await keysInForce(sql, connectionId, context.now()),
      backfill: (await findBackfill(sql, connectionId)) ?? null,
      linked: others.map(nameOf),
    };
  });
}

function nameOf({ connectionId, crm, externalId, name }: Connection) {
  return { connectionId, crm, externalId, name };
}
