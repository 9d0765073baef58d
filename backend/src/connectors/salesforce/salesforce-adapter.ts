import { ConnectorError } from '@aix/shared-scoring';
import type { CrmTokens, Grant } from '../crm-access.ts';
import type { CrmAdapter, CrmConnector } from '../crm-connector.ts';
import { requestTokens, revokeTokens, type TokenGrant } from './auth/request-tokens.ts';
import { loginOrigin } from './auth/trusted-host.ts';
import { followLeads } from './changes/follow-leads.ts';
import type { PubsubAddress } from './changes/pubsub-api.ts';
import { type ClientOptions, createClient, type SalesforceClient } from './client.ts';
import { identifyOrg } from './identify-org.ts';
import { readActivities } from './read/read-activities.ts';
import { readHistory } from './read/read-history.ts';
import { createReaderById, readLeads } from './read/read-leads.ts';
import type { ReadOptions } from './read/read-rows.ts';
import { readAppSettings } from './read-app-settings.ts';
import { setUpScoreFields } from './setup.ts';
import { createTask } from './write/create-task.ts';
import { type WriteOptions, writeScores } from './write/write-scores.ts';

/** What the installation knows of Salesforce before any tenant connects. */
export interface SalesforceSettings {
  /** `https://login.salesforce.com`, or `https://test.salesforce.com` for sandboxes. */
  loginUrl: string;
  /** Consumer key of the product's External Client App. */
  clientId: string;
  /** PEM, PKCS #8; its certificate is uploaded to the app. */
  privateKey: string;
  apiVersion?: string;
  /** Longest wait for one answer; two minutes, the platform's own limit for a query, unless given. */
  timeoutMs?: number;
  /** Longest wait for the answer to a write of 200 records; half a minute unless given. */
  writeTimeoutMs?: number;
  /** Pause after the org's requests of the day are used up; fifteen minutes unless given. */
  limitPauseMs?: number;
  /** Where changes are told; Salesforce's own address unless given. */
  pubsub?: PubsubAddress;
  now?: () => number;
  /** From when on reading and writing go by bulk jobs, and how those are waited for. */
  bulk?: Partial<BulkSettings>;
}

/** All have defaults that fit real orgs. */
export interface BulkSettings {
  /** From how many records on a first load goes by a bulk job. */
  readFromRows: number;
  /** Rows in one part of a job's result. */
  partRows: number;
  /** With more writes than this they go by a bulk job. */
  writeAboveRows: number;
  /** First wait between two looks at a job. */
  pollMs: number;
}

const API_VERSION = '68.0';
const TIMEOUT_MS = 120_000;
/** An org computes for at most ten seconds on one, so who has not answered by then is not there. */
const WRITE_TIMEOUT_MS = 30_000;
const LIMIT_PAUSE_MS = 15 * 60_000;
/** A job costs about five requests besides its parts, which is what five pages of a query cost. */
const BULK: BulkSettings = { readFromRows: 10_000, partRows: 10_000, writeAboveRows: 2_000, pollMs: 1_000 };
/** About 20 MB of CSV, of the 100 that a job takes; what waits longer may be replaced by newer scores. */
const WRITES_AT_ONCE = 25_000;
const PUBSUB: PubsubAddress = { endpoint: 'api.pubsub.salesforce.com:7443' };

/**
 * Salesforce behind the product's one port: an admin's consent (web-server flow with PKCE), or JWT bearer as a pre-authorised
 * integration user; REST through jsforce.
 */
export function createSalesforceAdapter(settings: SalesforceSettings): CrmAdapter {
  const { apiVersion = API_VERSION, limitPauseMs = LIMIT_PAUSE_MS } = settings;
  const { timeoutMs = TIMEOUT_MS, writeTimeoutMs = settings.timeoutMs ?? WRITE_TIMEOUT_MS } = settings;
  const now = settings.now ?? Date.now;
  const app = { ...settings, timeoutMs, now };
  const { loginUrl, clientId } = settings;
  const refresh = ({ username, refreshToken, instanceUrl = loginUrl }: CrmTokens) => {
    if (refreshToken !== undefined)
      return requestTokens(app, { kind: 'refresh', origin: new URL(instanceUrl).origin, refreshToken });
    if (username !== undefined) return requestTokens(app, { kind: 'jwt_bearer', username });
    const message = 'The Salesforce connection names no user to renew its tokens for: connect the org again';
    return Promise.reject(new ConnectorError('ERR_CRM_AUTH_EXPIRED', message));
  };
  return {
    crm: 'salesforce',
    authorize: async grant => requestTokens(app, tokenGrantOf(grant, loginUrl)),
    consentUrl({ state, redirectUri, codeChallenge, loginHost }) {
      const url = new URL('/services/oauth2/authorize', loginOrigin(loginHost, loginUrl));
      const query = {
        ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state },
        ...{
          code_challenge: codeChallenge,
          code_challenge_method: 'S256',
          scope: 'api refresh_token openid',
        },
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return url.href;
    },
    revoke: tokens => revokeTokens(app, tokens),
    // Every org leads on from there to the page that the user’s profile has for such records.
    recordUrl: ({ objectId }, { instanceUrl = loginUrl }) => new URL(`/${objectId}`, instanceUrl).href,
    open({ namespace }, session) {
      const timeouts = { timeoutMs, writeTimeoutMs };
      const options: ClientOptions = { session, refresh, apiVersion, ...timeouts, limitPauseMs, now };
      const client = createClient(options);
      const connector = createConnector(client, namespace, { ...BULK, ...settings.bulk });
      const { pubsub = PUBSUB } = settings;
      return {
        ...connector,
        followLeads: request =>
          followLeads(
            {
              ...{ pubsub, namespace, session, refresh },
              organizationId: async () => (await connector.identify()).externalId,
              readLeadsById: createReaderById(client, request.mappings),
            },
            request,
          ),
      };
    },
  };
}

function tokenGrantOf(grant: Grant, loginUrl: string): TokenGrant {
  if (grant.kind === 'jwt_bearer') return grant;
  const { code, codeVerifier, redirectUri, loginHost } = grant;
  return { kind: 'code', origin: loginOrigin(loginHost, loginUrl), code, codeVerifier, redirectUri };
}

function createConnector(client: SalesforceClient, namespace: string, bulk: BulkSettings): CrmConnector {
  const { pollMs, partRows } = bulk;
  const reading: ReadOptions = { pollMs, partRows, bulkFromRows: bulk.readFromRows };
  const writing: WriteOptions = { pollMs, namespace, bulkAboveWrites: bulk.writeAboveRows };
  const query = <Answer>(soql: string, doing: string) =>
    client.get<Answer>(`/query?q=${encodeURIComponent(soql)}`, doing);
  return {
    crm: 'salesforce',
    leadType: 'Lead',
    identify: () => identifyOrg(client),
    readAppSettings: () => readAppSettings(client, namespace),
    setUpScoreFields: () => setUpScoreFields(client, namespace),
    async countLeads() {
      return (await query<{ totalSize: number }>('SELECT COUNT() FROM Lead', 'counting leads')).totalSize;
    },
    readLeads: request => readLeads(client, request, reading),
    readActivities: cursor => readActivities(client, cursor, reading),
    readHistory: request => readHistory(client, request, reading),
    writesAtOnce: WRITES_AT_ONCE,
    writeScores: writes => writeScores(client, writes, writing),
    createTask: task => createTask(client, task),
    usage: () => client.usage(),
  };
}
