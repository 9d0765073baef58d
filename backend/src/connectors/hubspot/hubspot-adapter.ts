import type { ConnectionSettings, CrmSession } from '../crm-access.ts';
import type { CrmAdapter, CrmConnector } from '../crm-connector.ts';
import { endActions, mayDelayActions } from './action-callbacks.ts';
import { bodyOf, createHubspotClient } from './client.ts';
import { createTask } from './create-task.ts';
import { accountSchema, CONTACT, PATHS } from './hubspot-api.ts';
import { createLeadRecords } from './lead-records.ts';
import { createHubspotOauth, type HubspotOauth } from './oauth.ts';
import { isSuperAdmin, uninstallApp } from './portal-calls.ts';
import { readActivities } from './read/read-activities.ts';
import { readHistory } from './read/read-history.ts';
import { countContacts, readContacts } from './read/read-leads.ts';
import { readContactsByIds } from './read/read-records.ts';
import { DEFAULT_PACE, type Pace } from './request-limiter.ts';
import { setUpScoreProperties } from './setup.ts';
import { createTransport, type Transport } from './transport.ts';
import { writeScoresToContacts } from './write-scores.ts';

export interface HubspotAdapterOptions {
  clientId: string;
  clientSecret: string;
  /** The consent page: `https://app.hubspot.com/oauth/authorize`. */
  authorizeUrl: string;
  /** The API's host: `https://api.hubapi.com`. */
  apiUrl: string;
  /** Must equal the app's own (`HUBSPOT_SCOPES`). */
  scopes: readonly string[];
  /** Asked for besides; a portal that lacks what they are about does not grant them. */
  optionalScopes?: readonly string[];
  /** Departures from HubSpot's published limits, for hosts with others. */
  pace?: Partial<Pace>;
}

/**
 * HubSpot behind the product's one port. The limits are kept per opened connector: open one per connection.
 */
export function createHubspotAdapter(options: HubspotAdapterOptions): CrmAdapter {
  const pace = { ...DEFAULT_PACE, ...options.pace };
  const transport = createTransport(options.apiUrl, pace.timeoutMs);
  const oauth = createHubspotOauth(options, transport, pace);
  return {
    crm: 'hubspot',
    async authorize(grant) {
      if (grant.kind === 'authorization_code') return await oauth.exchangeCode(grant);
      throw new TypeError(`HubSpot takes an authorization_code grant, got ${grant.kind}`);
    },
    consentUrl({ state, redirectUri }) {
      const query = Object.entries({
        client_id: options.clientId,
        redirect_uri: redirectUri,
        scope: options.scopes.join(' '),
        ...(options.optionalScopes !== undefined && { optional_scope: options.optionalScopes.join(' ') }),
        state,
      }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      return `${options.authorizeUrl}?${query.join('&')}`;
    },
    revoke: tokens => oauth.revoke(tokens),
    // HubSpot’s pages stand on the host where people consent; 0-1 are contacts.
    recordUrl: ({ objectId }, { externalId }) =>
      new URL(`/contacts/${externalId}/record/0-1/${objectId}`, options.authorizeUrl).href,
    open: (_settings: ConnectionSettings, session: CrmSession) =>
      openConnector({ transport, oauth, session, pace }),
  };
}

/** Its batches hold 100; so many keep what is in memory small. */
const WRITES_AT_ONCE = 2_000;

function openConnector(parts: {
  transport: Transport;
  oauth: HubspotOauth;
  session: CrmSession;
  pace: Pace;
}): CrmConnector {
  const client = createHubspotClient(parts);
  const leadRecords = createLeadRecords(client, parts.session);
  return {
    crm: 'hubspot',
    leadType: CONTACT,
    async identify() {
      const request = { method: 'GET', path: PATHS.account } as const;
      const { portalId } = bodyOf(accountSchema, request, await client.send(request));
      // HubSpot tells an app the portal's number, not its name.
      return { externalId: String(portalId), name: `HubSpot portal ${portalId}`, user: null };
    },
    isAdmin: userId => isSuperAdmin(client, userId),
    uninstall: () => uninstallApp(client),
    async setUpScoreFields() {
      const setup = await setUpScoreProperties(client);
      await leadRecords.setUp();
      return setup;
    },
    catchUpFurtherRecords: cursor => leadRecords.catchUp(cursor),
    furtherRecordsProblem: () => leadRecords.problem(),
    countLeads: () => countContacts(client),
    readRecords: request => readContactsByIds(client, request),
    readLeads: request => readContacts(client, request),
    readActivities: cursor => readActivities(client, cursor),
    readHistory: request => readHistory(client, request),
    writesAtOnce: WRITES_AT_ONCE,
    writeScores: writes => writeScoresToContacts(client, writes, leadRecords),
    mayDelayActions: () => mayDelayActions(parts.session),
    endActions: ends => endActions(client, ends),
    createTask: task => createTask(client, task),
    usage: () => client.usage(),
  };
}
