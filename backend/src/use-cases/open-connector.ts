import { AixError, InputError } from '@aix/shared-scoring';
import type { CrmSession, CrmTokens } from '../connectors/crm-access.ts';
import type { CrmAdapter, CrmConnector, CrmName } from '../connectors/crm-connector.ts';
import { pauseSlots, takeSlots } from '../store/access/request-slots.ts';
import { logSetup } from '../store/access/setup-log.ts';
import { type Connection, noteAccessLost, readTokens, saveTokens } from '../store/connections.ts';
import type { TenantSql } from '../store/database.ts';
import type { Context } from './context.ts';

/** Connectors that are open, by context and connection. */
const open = new WeakMap<Context, Map<string, CrmConnector>>();

/**
 * The connector of one connection, with tokens from the store. Within a process there is one for each connection, so that all
 * who use it keep to its limits together.
 */
export function openConnector(context: Context, tenantId: string, connection: Connection): CrmConnector {
  const { connectionId, crm, settings } = connection;
  const connectors = open.get(context) ?? new Map<string, CrmConnector>();
  open.set(context, connectors);
  const key = JSON.stringify([tenantId, connectionId, settings]);
  const known = connectors.get(key);
  if (known !== undefined) return known;
  const connector = adapterOf(context, crm).open(settings, createSession(context, tenantId, connectionId));
  connectors.set(key, connector);
  return connector;
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

type InTenant = <T>(work: (tenant: TenantSql) => Promise<T>) => Promise<T>;
type Refresh = Parameters<CrmSession['renew']>[1];

/** Renewals under way in this process, by connection: whoever comes later waits for the same one. */
const renewals = new Map<string, Promise<CrmTokens>>();

function createSession(context: Context, tenantId: string, connectionId: string): CrmSession {
  const { database, envelope } = context;
  const inTenant: InTenant = work => database.withTenant(tenantId, work);
  const tokensOf = (tenant: TenantSql, lock: boolean) => readTokens(tenant, envelope, connectionId, { lock });
  const renewIn = async (within: InTenant, lock: boolean, stale: string, refresh: Refresh) => {
    const current = await within(tenant => tokensOf(tenant, lock));
    if (current.accessToken !== stale) return current;
    const tokens = await refresh(current);
    await within(tenant => saveTokens(tenant, envelope, connectionId, tokens));
    return tokens;
  };
  // On a server the row lock makes other processes wait; it is held while the CRM answers, so it must be the only row
  // locked. An embedded database has one process, which `renewals` serves, and a transaction there keeps all others waiting.
  const renewOnce = (stale: string, refresh: Refresh) =>
    database.kind === 'pglite'
      ? renewIn(inTenant, false, stale, refresh)
      : inTenant(tenant => renewIn(work => work(tenant), true, stale, refresh));

  const noteLoss = async (error: unknown) => {
    if (!(error instanceof AixError && error.code === 'ERR_CRM_AUTH_EXPIRED')) return;
    const lost = { at: context.now(), person: 'AIX', action: 'access_lost', connectionId } as const;
    await inTenant(async tenant => {
      if (await noteAccessLost(tenant, connectionId, lost.at))
        await logSetup(tenant, { ...lost, detail: {} });
    });
  };

  return {
    // An embedded database has one process, whose connector counts by itself.
    ...(database.kind === 'postgresql' && {
      sharedPace: {
        take: (lane, count) => inTenant(tenant => takeSlots(tenant, { connectionId, ...lane }, count)),
        pause: (lane, durationMs) =>
          inTenant(tenant => pauseSlots(tenant, { connectionId, ...lane }, durationMs)),
      },
    }),
    tokens: () => inTenant(tenant => tokensOf(tenant, false)),
    renew(stale, refresh) {
      const key = `${tenantId}/${connectionId}`;
      const running = renewals.get(key);
      if (running) return running;
      const renewal = renewOnce(stale, refresh)
        .catch(async error => {
          await noteLoss(error);
          throw error;
        })
        .finally(() => renewals.delete(key));
      renewals.set(key, renewal);
      return renewal;
    },
  };
}
