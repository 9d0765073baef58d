import type { Portal } from '../portal/portal.ts';

/** The fields of the account information API; it gives no name of the account, only its number and domain. */
export function accountDetails({ account }: Portal): Record<string, unknown> {
  return {
    portalId: account.portalId,
    accountType: 'STANDARD',
    timeZone: 'UTC',
    companyCurrency: 'EUR',
    additionalCurrencies: [],
    utcOffset: '+00:00',
    utcOffsetMilliseconds: 0,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  };
}
