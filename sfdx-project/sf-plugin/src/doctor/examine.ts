import type { Org } from '@salesforce/core';
import { readOrg } from '../org/read-org.ts';
import type { ConnectionCheck, ConnectionStatus, Readiness } from '../service/answers.ts';
import { findConnection } from '../service/find-connection.ts';
import { refusalOf, type ServiceClient, UNREACHABLE } from '../service/service-client.ts';
import { type Gap, inOrder } from './finding.ts';
import { orgGaps } from './org-gaps.ts';
import { type ServiceFacts, type ServiceProblem, serviceGaps } from './service-gaps.ts';

/** What is looked at. */
export interface Examination {
  org: Org;
  service: ServiceClient;
  namespace: string;
  now: Date;
}

/** All that is missing for an org, what blocks first. A service that is away is a finding, too. */
export async function examine({ org, service, namespace, now }: Examination): Promise<Gap[]> {
  const [orgFacts, serviceFacts] = await Promise.all([
    readOrg(org.getConnection(), namespace),
    askService(service, org.getOrgId()),
  ]);
  const connection = serviceFacts.kind === 'connected' ? serviceFacts.status : undefined;
  return inOrder([
    ...serviceGaps(serviceFacts, orgFacts.missingFields),
    ...orgGaps(orgFacts, connection, now),
  ]);
}

async function askService(service: ServiceClient, orgId: string): Promise<ServiceFacts> {
  try {
    const connection = await findConnection(service, orgId);
    if (connection === undefined) return { kind: 'not_connected' };
    const path = `/v1/connections/${connection.connectionId}`;
    const status = await service.get<ConnectionStatus>(`${path}/status`);
    const readiness = await service.get<Readiness>(`${path}/readiness`);
    const check = await service
      .post<ConnectionCheck>(`${path}/check`)
      .catch(error => ({ problem: problemOf(error) }));
    return { kind: 'connected', status, readiness, check };
  } catch (error) {
    return { kind: 'failed', url: service.url, problem: problemOf(error) };
  }
}

/** @throws whatever is neither a refusal nor a service that is away: a fault of ours */
function problemOf(error: unknown): ServiceProblem {
  const refusal = refusalOf(error);
  if (refusal === undefined && (error as Error).name !== UNREACHABLE) throw error;
  return { message: (error as Error).message, refusal };
}
