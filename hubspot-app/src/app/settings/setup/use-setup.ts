import { useCallback } from 'react';
import { type Answer, callService } from '../generated/call-service.ts';
import type { BandThresholds } from '../generated/score-points.ts';
import { type AnswerState, useAnswer } from '../generated/use-answer.ts';

/** What the service found when it looked into the account. */
export interface ConnectionCheck {
  missingFields: string[];
}

/** How the account's connection stands, as far as it is shown. */
export interface Status {
  state: 'working' | 'ended';
  name: string;
  leads: number;
  scored: number;
  deadLetters: number;
  lastCheck: ConnectionCheck | null;
  api: { state: 'open' | 'slow' | 'used_up' };
  linked: { name: string }[];
}

/** Whether there is enough to learn from. */
export interface Readiness {
  leads: number;
  converted: number;
  verdict: 'ready' | 'usable' | 'not_ready';
  /** Sentences of the service. */
  missing: string[];
}

/** All that the page shows of the account. */
export interface SetupFacts {
  status: Status;
  readiness: Readiness;
  tenant: { horizonDays: number; bandThresholds: BandThresholds };
}

/** What the service has about the connection of the account that HubSpot names. */
export function ownPath(what: string): string[] {
  return ['v1', 'connections', 'own', what];
}

/** How the account stands with the service; the first refusal is the whole answer. */
export function useSetup(): { state: AnswerState<SetupFacts>; again: () => void } {
  const ask = useCallback(async (): Promise<Answer<SetupFacts>> => {
    const [status, readiness, tenant] = await Promise.all([
      callService<Status>({ path: ownPath('status') }),
      callService<Readiness>({ path: ownPath('readiness') }),
      callService<SetupFacts['tenant']>({ path: ['v1', 'tenant'] }),
    ]);
    if (!status.ok) return status;
    if (!readiness.ok) return readiness;
    if (!tenant.ok) return tenant;
    return {
      ok: true,
      value: { status: status.value, readiness: readiness.value, tenant: tenant.value },
    };
  }, []);
  return useAnswer(ask);
}
