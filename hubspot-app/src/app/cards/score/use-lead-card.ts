import { useCallback } from 'react';
import { type Answer, callService } from '../generated/call-service.ts';
import type { CardView } from '../generated/card-view.ts';
import { type AnswerState, useAnswer } from '../generated/use-answer.ts';
import { useReader } from '../generated/use-reader.ts';

/** Where the service has what concerns one contact. `own` is the connection of the account that HubSpot names. */
export function recordPath(objectId: number, ...what: readonly string[]): string[] {
  return ['v1', 'connections', 'own', 'records', 'contact', String(objectId), ...what];
}

/** The finished card of a contact, in the reader's words. */
export function useLeadCard(objectId: number): { state: AnswerState<CardView>; again: () => void } {
  const { language, timeZone } = useReader();
  const ask = useCallback(async (): Promise<Answer<CardView>> => {
    const path = recordPath(objectId, 'card');
    const answer = await callService<CardView>({ path, query: { locale: language, timeZone } });
    const isCard = !answer.ok || typeof answer.value?.state === 'string';
    return isCard ? answer : { ok: false, problem: 'UNAVAILABLE' };
  }, [objectId, language, timeZone]);
  return useAnswer(ask);
}
