import { InputError } from '@aix/shared-scoring';
import type {
  CrmAdapter,
  CrmConnector,
  CrmName,
  CrmSession,
  CrmTokens,
} from '../connectors/crm-connector.ts';
import { type Connection, readTokens, saveTokens } from '../store/connections.ts';
import type { TenantSql } from '../store/database.ts';
import type { Context } from './context.ts';

/** The connector of one connection, with tokens from the store. */
export function openConnector(context: Context, tenantId: string, connection: Connection): CrmConnector {
  const session = createSession(context, tenantId, connection.connectionId);
  return adapterOf(context, connection.crm).open(connection.settings, session);
}

/** @throws InputError ERR_INPUT_INVALID when the CRM is not set up in this installation */
export function adapterOf(context: Context, crm: CrmName): CrmAdapter {
  const adapter = context.adapters.get(crm);
  if (adapter === undefined) {
    const message = `${crm} is not set up here: give its client id and secret in the environment`;
    throw new InputError('ERR_INPUT_INVALID', message);
  }
  return adapter;
}

/** Renewals under way in this process, by connection: whoever comes later waits for the same one. */
const renewals = new Map<string, Promise<CrmTokens>>();

function createSession(context: Context, tenantId: string, connectionId: string): CrmSession {
  const { database, envelope } = context;
  const tokensOf = (tenant: TenantSql, lock: boolean) => readTokens(tenant, envelope, connectionId, { lock });
  const renewIn = async (
    tenant: TenantSql,
    lock: boolean,
    stale: string,
    refresh: (now: CrmTokens) => Promise<CrmTokens>,
  ) => {
    const current = await tokensOf(tenant, lock);
    if (current.accessToken !== stale) return current;
    const tokens = await refresh(current);
    await saveTokens(tenant, envelope, connectionId, tokens);
    return tokens;
  };

  return {
    tokens: () => database.withTenant(tenantId, tenant => tokensOf(tenant, false)),
    renew(stale, refresh) {
      const key = `${tenantId}/${connectionId}`;
      const running = renewals.get(key);
      if (running) return running;
      // The row lock makes other processes wait; it is held while the CRM answers, so it must be the only row locked.
      const renewal = database
        .withTenant(tenantId, tenant => renewIn(tenant, true, stale, refresh))
        .finally(() => renewals.delete(key));
      renewals.set(key, renewal);
      return renewal;
    },
  };
}
