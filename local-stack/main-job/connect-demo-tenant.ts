import type { Service } from '@aix/backend';
import { type Connection, listConnections, saveTenant } from '@aix/backend';
import { DEFAULT_BAND_THRESHOLDS } from '@aix/shared-scoring';
import { DEMO_TENANT } from '../demo/tenant.ts';

/** The demo tenant's id: any will do, as long as the next start finds the same. */
export const DEMO_TENANT_ID = '0d3e9a52-6f0b-4c53-9b1d-5a5e6c2f7b10';

/**
 * Connects the demo tenant's org and portal, over HTTP as its admin would: Salesforce as the integration user, HubSpot
 * through its consent page. What is connected already stays as it is.
 */
export async function connectDemoTenant(service: Service): Promise<Connection[]> {
  const { name, horizonDays, fields, excludedFields, mappings, integrationUsername } = DEMO_TENANT;
  await saveTenant(service.context.database, {
    tenantId: DEMO_TENANT_ID,
    name,
    horizonDays,
    fields,
    leftOut: [...excludedFields],
    bandThresholds: DEFAULT_BAND_THRESHOLDS,
  });
  const call = createCaller(service.url, await service.sessionToken(DEMO_TENANT_ID));
  const known = await connectionsOf(service);
  if (!known.some(each => each.crm === 'salesforce'))
    await call('POST', '/v1/connections/salesforce', { username: integrationUsername });
  if (!known.some(each => each.crm === 'hubspot')) await consentInHubspot(call);

  for (const { connectionId, crm } of await connectionsOf(service)) {
    const sources = mappings[crm].map(({ field, source }) => ({ field, source }));
    await call('PUT', `/v1/connections/${connectionId}/mappings`, { mappings: sources });
  }
  return connectionsOf(service);
}

/** The tenant's connections as they stand now. */
export function connectionsOf(service: Service): Promise<Connection[]> {
  return service.context.database.withTenant(DEMO_TENANT_ID, listConnections);
}

type Caller = (method: string, path: string, body?: object) => Promise<Response>;

function createCaller(url: string, token: string): Caller {
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (response.status >= 400)
      throw new Error(
        `${method} ${path.split('?')[0]} answered ${response.status}: ${await response.text()}`,
      );
    return response;
  };
}

/** Follows the redirects of a browser: to HubSpot's consent page, whose form the admin sends, and back to us. */
async function consentInHubspot(call: Caller): Promise<void> {
  const started = await call('GET', '/v1/connections/hubspot/consent');
  const consentPage = new URL(started.headers.get('location') ?? '');
  const consented = await fetch(`${consentPage.origin}${consentPage.pathname}`, {
    method: 'POST',
    redirect: 'manual',
    body: consentPage.searchParams,
  });
  const back = consented.headers.get('location');
  if (back === null)
    throw new Error(`HubSpot's consent page answered ${consented.status}: ${await consented.text()}`);
  const { pathname, search } = new URL(back);
  await call('GET', `${pathname}${search}`);
}
