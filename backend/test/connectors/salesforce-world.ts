import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ScoreFieldKey } from '@aix/shared-scoring';
import type { SalesforceStandInOptions } from '../../../local-stack/salesforce/index.ts';
import { installPackage, recordIdOf, startSalesforceStandIn } from '../../../local-stack/salesforce/index.ts';
import type { Fault } from '../../../local-stack/stand-in/faults.ts';
import { createTemporaryOrg, type TemporaryOrg } from '../../../local-stack/test/salesforce/temporary-org.ts';
import type { CrmAdapter } from '../../src/connectors/crm-connector.ts';
import type { FieldMapping } from '../../src/connectors/crm-record.ts';
import { scoreFieldName } from '../../src/connectors/salesforce/field-name.ts';
import {
  createSalesforceAdapter,
  type SalesforceSettings,
} from '../../src/connectors/salesforce/salesforce-adapter.ts';
import { type ConnectorWorld, createCountingSession, type PlatformFault } from './crm-connector.contract.ts';

const PACKAGE = join(import.meta.dirname, '..', '..', '..', 'sfdx-project');
const DATA_PATH = '/services/data/v68.0';

export const MAPPINGS: readonly FieldMapping[] = [
  { field: 'age', kind: 'number', source: 'Age__c' },
  { field: 'job', kind: 'category', source: 'Job__c' },
  { field: 'newsletter', kind: 'boolean', source: 'Newsletter__c' },
];

/** Small orgs in parts of their own size, and every write by a job. */
export const ALWAYS_BULK = { readFromRows: 1, partRows: 200, writeAboveRows: 0, pollMs: 1 };

export interface SalesforceWorldOptions {
  leadCount: number;
  namespace?: string;
  /** Changes the org directory before it is served. */
  prepare?: (org: TemporaryOrg) => void;
  standIn?: Partial<SalesforceStandInOptions>;
  adapter?: Partial<SalesforceSettings>;
  /** Which of the platform's requests misbehave; those of queries and collections unless told otherwise. */
  faults?: 'bulk';
}

/** The contract's world, and what only Salesforce's own tests look at. */
export interface SalesforceWorld extends ConnectorWorld {
  org: TemporaryOrg;
  url: string;
  /** What another process needs to connect to the org. */
  settings: SalesforceSettings;
  adapter: CrmAdapter;
  /** Sends a REST request to the org as another client would, from the version's root. */
  send(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<unknown>;
  /** Makes the telling of changes misbehave. */
  addEventFault(fault: { kind: string; events?: number }): Promise<void>;
  addFault(fault: Fault): Promise<void>;
}

/** A stand-in of an org with the package installed, and a connector to it, in front of a temporary directory. */
export async function openSalesforceWorld(options: SalesforceWorldOptions): Promise<SalesforceWorld> {
  const { leadCount, namespace = '' } = options;
  const org = createTemporaryOrg({ leadCount });
  installPackage(org.directory, PACKAGE, { namespace });
  options.prepare?.(org);
  const standIn = await startSalesforceStandIn({
    directory: org.directory,
    pageSize: 200,
    ...options.standIn,
  });
  const { clientId, privateKey, username } = org;
  const settings = {
    loginUrl: standIn.url,
    clientId,
    privateKey,
    timeoutMs: 400,
    bulk: { pollMs: 1 },
    pubsub: standIn.pubsub,
    ...options.adapter,
  };
  const adapter = createSalesforceAdapter(settings);
  const grant = { kind: 'jwt_bearer', username } as const;
  const tokens = await adapter.authorize(grant).catch(async error => {
    await standIn.close();
    throw error;
  });
  const session = createCountingSession(tokens);
  const { accessToken } = await createSalesforceAdapter(settings).authorize(grant);
  const send: SalesforceWorld['send'] = (method, path, body, headers = {}) =>
    sendRest(standIn.url + DATA_PATH + path, { method, accessToken, headers }, body);
  const addFault = (fault: Fault) => postFault(`${standIn.url}/__faults`, fault);
  return {
    connector: adapter.open({ namespace }, session),
    adapter,
    session,
    org,
    url: standIn.url,
    settings,
    mappings: MAPPINGS,
    externalId: org.organizationId,
    unknownObjectId: recordIdOf('00Q', 999_999),
    send,
    addFault,
    addEventFault: fault => postFault(`${standIn.url}/__event-faults`, fault),
    async readBack(objectId: string, key: ScoreFieldKey) {
      const name = scoreFieldName(key, namespace);
      const record = (await send('GET', `/sobjects/Lead/${objectId}?fields=${name}`)) as Record<
        string,
        unknown
      >;
      return record[name];
    },
    async tasksAt(objectId) {
      const soql = `SELECT Id, Subject, Description, ActivityDate FROM Task WHERE WhoId = '${objectId}' AND IsClosed = FALSE`;
      const { records } = (await send('GET', `/query?q=${encodeURIComponent(soql)}`)) as {
        records: Record<'Id' | 'Subject' | 'Description' | 'ActivityDate', string>[];
      };
      return records.map(({ Id, Subject, Description, ActivityDate }) => ({
        ...{ taskId: Id, subject: Subject, body: Description, due: ActivityDate },
      }));
    },
    async editLead(objectId) {
      await send('PATCH', `/sobjects/Lead/${objectId}`, { Age__c: 77 });
    },
    misbehave: fault => addFault(faultOf(fault, options.faults)),
    revokeAccess: async () => standIn.blockApp(clientId),
    async close() {
      await standIn.close();
      org.remove();
    },
  };
}

const REQUESTS = {
  read: { method: 'GET', path: '/query' },
  write: { method: 'PATCH', path: '/composite/sobjects' },
  task: { method: 'POST', path: '/sobjects/Task' },
};
const BULK_REQUESTS = {
  read: { method: 'GET', path: '/jobs/query/.*/results' },
  write: { method: 'PATCH', path: '/jobs/ingest|/composite/sobjects' },
  task: REQUESTS.task,
};

/** The contract's faults in the platform's words. */
function faultOf({ during, kind, times }: PlatformFault, which?: 'bulk'): Fault {
  const where = which === 'bulk' ? BULK_REQUESTS[during] : REQUESTS[during];
  switch (kind) {
    case 'server-error':
      return { ...where, times, kind: 'answer', status: 500 };
    case 'limited': {
      const body = [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }];
      return { ...where, times, kind: 'answer', status: 403, body };
    }
    case 'expired': {
      const body = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];
      return { ...where, times, kind: 'answer', status: 401, body };
    }
    default:
      return { ...where, times, kind };
  }
}

async function sendRest(
  url: string,
  { method, accessToken, headers }: { method: string; accessToken: string; headers: Record<string, string> },
  body?: object,
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${url}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

async function postFault(url: string, fault: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(fault) });
  assert.equal(answer.status, 204);
}
