import { ConnectorError } from '@aix/shared-scoring';
import type { CrmIdentity } from '../crm-connector.ts';
import type { SalesforceClient } from './client.ts';

interface UserInfo {
  organization_id?: string;
  preferred_username?: string;
}

/**
 * Which org the tokens belong to and as whom they act, asked at the org's own host: its userinfo and its Organization record must
 * name the same org.
 * @throws ConnectorError
 */
export async function identifyOrg(client: SalesforceClient): Promise<CrmIdentity> {
  const user = await client.get<UserInfo>('/services/oauth2/userinfo', 'asking whose tokens these are');
  const soql = encodeURIComponent('SELECT Id, Name FROM Organization');
  const { records } = await client.get<{ records: { Id: string; Name: string }[] }>(
    `/query?q=${soql}`,
    'asking which org it is',
  );
  const [organization] = records;
  if (organization === undefined)
    throw refuse('Salesforce does not show its organization to the integration user: give it API access');
  if (user.organization_id?.slice(0, 15) !== organization.Id.slice(0, 15))
    throw refuse('Salesforce names two orgs for the same tokens: connect the org again');
  return { externalId: organization.Id, name: organization.Name, user: user.preferred_username ?? null };
}

function refuse(message: string): ConnectorError {
  return new ConnectorError('ERR_CRM_WRITE_REJECTED', message);
}
