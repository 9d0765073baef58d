import type { CrmName, Service } from '@aix/backend';
import { type Connection, listConnections, saveTenant } from '@aix/backend';
import { ConnectorError, DEFAULT_BAND_THRESHOLDS } from '@aix/shared-scoring';
import { DEMO_TENANT } from '../demo/tenant.ts';
import { editCustomMetadata, orgCertificate } from '../salesforce/index.ts';

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
 * Connects the demo tenant's org or portal, over HTTP as its admin would, through the CRM's consent page. One that is
 * connected already stays as it is. Salesforce is asked to tell changes.
 * @throws ConnectorError saying what the service or the consent page answered
 */
export async function connectCrm(service: Service, crm: CrmName): Promise<Connection> {
  const call = createCaller(service.url, await service.sessionToken(DEMO_TENANT_ID));
  const find = async () => (await connectionsOf(service)).find(each => each.crm === crm);
  if ((await find()) === undefined) {
    await consentIn(call, crm);
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

/**
 * Calls the service's API with an admin's session.
 * @throws ConnectorError saying what it answered, when that is a refusal
 */
export function createCaller(url: string, token: string): Caller {
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

/** Follows the redirects of a browser: to the CRM's consent page, whose form the admin sends, and back to us. */
async function consentIn(call: Caller, crm: CrmName): Promise<void> {
  const started = await call('GET', `/v1/connections/${crm}/consent`);
  const page = new URL(started.headers.get('location') ?? '');
  const form = new URLSearchParams(page.searchParams);
  // In Salesforce it is the integration user who is logged in, and allows.
  if (crm === 'salesforce') form.set('username', DEMO_TENANT.integrationUsername);
  const consented = await fetch(`${page.origin}${page.pathname}`, {
    method: 'POST',
    redirect: 'manual',
    body: form,
  }).catch(cause => {
    throw new ConnectorError('ERR_CRM_UNAVAILABLE', `The consent page of ${crm} did not answer`, { cause });
  });
  const back = consented.headers.get('location');
  if (back === null)
    throw new ConnectorError(
      'ERR_CRM_UNAVAILABLE',
      `The consent page of ${crm} answered ${consented.status} and sent nobody back`,
    );
  const { pathname, search } = new URL(back);
  await call('GET', `${pathname}${search}`);
}

/** The record of custom metadata that holds what the package's setup assistant saves. */
export const SETTING = 'AIX_Setting.Default';

/**
 * Does in the org's Setup what the setup assistant asks its admin for: enters the connection's id and the certificate with which
 * the org signs its calls. The service then reads that certificate from there.
 * @throws ConnectorError saying why the certificate was not registered
 */
export async function registerOrg(
  service: Service,
  { connectionId }: Connection,
  orgDirectory: string,
): Promise<void> {
  const { certificate } = await orgCertificate(orgDirectory);
  editCustomMetadata(orgDirectory, SETTING, {
    Connection_Id__c: connectionId,
    Signing_Certificate__c: certificate,
  });
  const call = createCaller(service.url, await service.sessionToken(DEMO_TENANT_ID));
  const checked = await call('POST', `/v1/connections/${connectionId}/check`);
  const { certificate: found } = (await checked.json()) as { certificate: { problem: string | null } };
  if (found.problem !== null) throw new ConnectorError('ERR_CRM_WRITE_REJECTED', found.problem);
}
