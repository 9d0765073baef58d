import type { ConnectionCheck, ConnectionStatus, Readiness } from '../service/answers.ts';
import type { Refusal } from '../service/service-client.ts';
import { blocks, type Gap, hint, someOf, warns } from './finding.ts';

/** Why the service did not answer, or refused. */
export interface ServiceProblem {
  message: string;
  /** Undefined when nothing answered. */
  refusal: Refusal | undefined;
}

/** What the service says of an org's connection; each part may have failed on its own. */
export type ServiceFacts =
  | { kind: 'failed'; url: string; problem: ServiceProblem }
  | { kind: 'not_connected' }
  | {
      kind: 'connected';
      status: ConnectionStatus;
      readiness: Readiness;
      check: ConnectionCheck | { problem: ServiceProblem };
    };

/** What is missing by the service's word. @param orgMissing score fields that the org lacks altogether */
export function serviceGaps(facts: ServiceFacts, orgMissing: readonly string[]): Gap[] {
  if (facts.kind === 'failed') return [failureGap(facts)];
  if (facts.kind === 'not_connected') return [blocks('notConnected')];
  const { status, readiness, check } = facts;
  if (status.state === 'ended') return [blocks('endedConnection', [status.endedAt?.slice(0, 10) ?? ''])];
  return [
    ...('problem' in check ? [checkFailureGap(check.problem)] : checkGaps(check, status, orgMissing)),
    ...budgetGaps(status),
    ...(status.deadLetters > 0 ? [warns('deadLetters', [status.deadLetters])] : []),
    ...readiness.missing.map(sentence => hint('readiness', [sentence])),
  ];
}

function failureGap({ url, problem: { refusal, message } }: { url: string; problem: ServiceProblem }): Gap {
  if (refusal === undefined) return blocks('unreachable', [message]);
  if (refusal.status === 401) return blocks('noSession', [url]);
  if (refusal.status === 403) return blocks('noAdmin', [url]);
  return blocks('refused', [url, message]);
}

/** What the service could not do in the org: its grant does not work, or the org does not answer it. */
function checkFailureGap({ refusal, message }: ServiceProblem): Gap {
  if (refusal?.code === 'ERR_CRM_AUTH_EXPIRED') return blocks('unusableCredentials', [message]);
  return blocks('orgUnreachable', [message]);
}

function checkGaps(
  { missingFields, certificate }: ConnectionCheck,
  { connectedAs, name }: ConnectionStatus,
  orgMissing: readonly string[],
): Gap[] {
  const user = connectedAs ?? name;
  const uneditable = missingFields.filter(field => !orgMissing.includes(field));
  return [
    ...(uneditable.length > 0 ? [blocks('uneditableFields', [user, someOf(uneditable)], [user])] : []),
    ...(certificate.state === 'hidden' ? [blocks('settingHiddenFromUs', [user], [user])] : []),
    ...(certificate.state === 'refused' ? [blocks('refusedCertificate', [certificate.problem ?? ''])] : []),
  ];
}

function budgetGaps({ api: { state, callsLastDay, budgetPerDay } }: ConnectionStatus): Gap[] {
  const words = [callsLastDay, budgetPerDay ?? 0];
  if (state === 'used_up') return [blocks('budgetUsedUp', words)];
  return state === 'slow' ? [warns('budgetLow', words)] : [];
}
