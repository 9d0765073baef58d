import type { CrmName, Service } from '@aix/backend';
import { type Connection, listConnections, saveTenant } from '@aix/backend';
import { ConnectorError, DEFAULT_BAND_THRESHOLDS } from '@aix/shared-scoring';
import { DEMO_TENANT } from '../demo/tenant.ts';

/** The demo tenant's id: any will do, as long as the next start finds the same. */
export const DEMO_TENANT_ID = '0d3e9a52-6f0b-4c53-9b1d-5a5e6c2f7b10';

/** Makes the demo tenant, or brings its settings up to date. */
export async function saveDemoTenant({ context }: Service): Promise<void> {
  const { name, horizonDays, fields, excludedFields } = DEMO_TENANT;
  await saveTenant(context.database, {
    tenantId: DEMO_TENANT_ID,
    name,
    horizonDays,
    fields,
    leftOut: [...excludedFields],
    bandThresholds: DEFAULT_BAND_THRESHOLDS,
  });
}

/**
 * Connects the demo tenant's org or portal, over HTTP as its admin would: Salesforce as the integration user, HubSpot
 * through its consent page. One that is connected already stays as it is. Salesforce is asked to tell changes.
 * @throws ConnectorError saying what the service or the consent page answered
 */
export async function connectCrm(service: Service, crm: CrmName): Promise<Connection> {
  const call = createCaller(service.url, await service.sessionToken(DEMO_TENANT_ID));
  const find = async () => (await connectionsOf(service)).find(each => each.crm === crm);
  if ((await find()) === undefined) {
    if (crm === 'hubspot') await consentInHubspot(call);
    else await call('POST', '/v1/connections/salesforce', { username: DEMO_TENANT.integrationUsername });
  }
  const connection = await find();
  if (connection === undefined)
    throw new ConnectorError('ERR_CRM_UNAVAILABLE', `The connection to ${crm} was not kept: begin again`);
  const mappings = DEMO_TENANT.mappings[crm].map(({ field, source }) => ({ field, source }));
  await call('PUT', `/v1/connections/${connection.connectionId}/mappings`, { mappings });
  if (crm === 'salesforce')
    await call('PUT', `/v1/connections/${connection.connectionId}/changes`, { follow: true });
  return connection;
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
    if (response.status >= 400) throw await refusalOf(response);
    return response;
  };
}

/** What our own API says of a failure, which is what the CRM said to it. */
async function refusalOf(response: Response): Promise<ConnectorError> {
  const { detail } = (await response.json()) as { detail: string };
  return new ConnectorError('ERR_CRM_UNAVAILABLE', detail);
}

/** Follows the redirects of a browser: to HubSpot's consent page, whose form the admin sends, and back to us. */
async function consentInHubspot(call: Caller): Promise<void> {
  const started = await call('GET', '/v1/connections/hubspot/consent');
  const consentPage = new URL(started.headers.get('location') ?? '');
  const consented = await fetch(`${consentPage.origin}${consentPage.pathname}`, {
    method: 'POST',
    redirect: 'manual',
    body: consentPage.searchParams,
  }).catch(cause => {
    throw new ConnectorError('ERR_CRM_UNAVAILABLE', 'HubSpot’s consent page did not answer', { cause });
  });
  const back = consented.headers.get('location');
  if (back === null)
    throw new ConnectorError(
      'ERR_CRM_UNAVAILABLE',
      `HubSpot’s consent page answered ${consented.status} and sent nobody back`,
    );
  const { pathname, search } = new URL(back);
  await call('GET', `${pathname}${search}`);
}
