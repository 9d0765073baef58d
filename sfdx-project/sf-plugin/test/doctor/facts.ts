import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceFacts } from '../../src/doctor/service-gaps.ts';
import type { OrgFacts } from '../../src/org/read-org.ts';
import type { ConnectionCheck, ConnectionStatus, Readiness } from '../../src/service/answers.ts';

export const CONNECTION_ID = 'ee90b68c-1afd-4b4f-819d-a9f62bb5bb64';
export const INTEGRATION = 'aix@bank.example';
/** Good until 6 March 2027. */
export const CERTIFICATE = readFileSync(join(import.meta.dirname, 'certificate.pem'), 'utf8');
export const NOW = new Date('2026-12-01T00:00:00Z');

/** An org in which nothing is missing. */
export function wholeOrg(rest: Partial<OrgFacts> = {}): OrgFacts {
  return {
    ...{ missingFields: [], allFields: 30 },
    setting: { connectionId: CONNECTION_ID, certificate: CERTIFICATE },
    assignments: [
      { set: 'AIX_Lead_Scoring_Admin', username: 'admin@bank.example' },
      { set: 'AIX_Lead_Scoring_Rep', username: 'rep@bank.example' },
      { set: 'AIX_Callout_Access', username: 'rep@bank.example' },
      { set: 'AIX_Lead_Scoring_Integration', username: INTEGRATION },
      { set: 'AIX_Integration_Access', username: INTEGRATION },
    ],
    calls: { used: 1_000, limit: 100_000 },
    ...rest,
  };
}

export const STATUS: ConnectionStatus = {
  ...{ connectionId: CONNECTION_ID, crm: 'salesforce', externalId: '00D000000000001EAA', name: 'The bank' },
  ...{ state: 'working', connectedAs: INTEGRATION, connectedAt: '2026-11-01T00:00:00.000Z', endedAt: null },
  ...{ lastReadAt: '2026-11-30T00:00:00.000Z', lastWriteAt: null },
  ...{ leads: 10, scored: 4, waiting: 0, deadLetters: 0 },
  api: { state: 'open', callsLastDay: 20, budgetPerDay: 20_000, platform: { used: 20, limit: 100_000 } },
  ...{ signingKeys: [], backfill: null, linked: [] },
};
export const READINESS: Readiness = {
  ...{ leads: 10, converted: 3, open: 4, monthsCovered: 6, verdict: 'ready', missing: [] },
};
export const CHECK: ConnectionCheck = {
  checkedAt: '2026-12-01T00:00:00.000Z',
  missingFields: [],
  certificate: { state: 'registered', problem: null },
};

/** What the service says of an org with which all is well. */
export function wellConnected(
  rest: Partial<Extract<ServiceFacts, { kind: 'connected' }>> = {},
): ServiceFacts {
  return { kind: 'connected', status: STATUS, readiness: READINESS, check: CHECK, ...rest };
}
