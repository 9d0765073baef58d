import { ConnectorError, InputError } from '@aix/shared-scoring';

/** Login hosts of production and of sandboxes without a name of their own. */
const LOGIN_HOSTS: readonly string[] = ['login.salesforce.com', 'test.salesforce.com'];
/** A My Domain: `acme.my.salesforce.com`, `acme--uat.sandbox.my.salesforce.com`. */
const MY_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,2}my\.salesforce\.com$/;

/**
 * The origin of the host on which an admin wants to log in: a login host, the org's My Domain, or the one that this installation
 * is configured with.
 * @throws InputError ERR_INPUT_INVALID for every other host
 */
export function loginOrigin(host: string | undefined, configuredUrl: string): string {
  const configured = new URL(configuredUrl);
  if (host === undefined || host === configured.host) return configured.origin;
  if (LOGIN_HOSTS.includes(host) || MY_DOMAIN.test(host)) return `https://${host}`;
  const message =
    'Log in at login.salesforce.com, test.salesforce.com, or the org’s own My Domain, which ends in .my.salesforce.com';
  throw new InputError('ERR_INPUT_INVALID', message);
}

/**
 * The origin of an org's API, as the token endpoint named it. Tokens go only to a My Domain, or back to the configured login host.
 * @throws ConnectorError ERR_CRM_AUTH_EXPIRED for every other address
 */
export function instanceOrigin(instanceUrl: unknown, configuredUrl: string): string {
  const url = typeof instanceUrl === 'string' && URL.canParse(instanceUrl) ? new URL(instanceUrl) : undefined;
  const isMyDomain = url?.protocol === 'https:' && url.port === '' && MY_DOMAIN.test(url.hostname);
  if (url !== undefined && (isMyDomain || url.origin === new URL(configuredUrl).origin)) return url.origin;
  const message = 'Salesforce named an instance outside of salesforce.com: check the login address';
  throw new ConnectorError('ERR_CRM_AUTH_EXPIRED', message);
}
