import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_SIGNALS, type EngagementState, foldEvents } from '@aix/shared-scoring';
import { type Finding, findingOf, type Judged } from './finding.ts';

/** Folds every lead's stored events anew, in the order of their ids, and compares bit for bit. */
export async function judgeEngagement(stage: Pick<Judged, 'query'>): Promise<Finding> {
  const events = await stage.query<{ lead: string; signal: string; at: Date }>(
    'select lead_id::text as lead, signal, at from events where lead_id is not null order by event_id',
  );
  const kept = await stage.query<{ lead: string; state: EngagementState }>(
    'select lead_id::text as lead, state from engagement',
  );
  const states = new Map(kept.map(({ lead, state }) => [lead, state]));
  const byLead = Map.groupBy(events, ({ lead }) => lead);
  const leads = new Set([...states.keys(), ...byLead.keys()]);
  const problems = [...leads].flatMap(lead => {
    const timed = (byLead.get(lead) ?? []).map(({ signal, at }) => ({ signal, atMs: at.getTime() }));
    const folded = foldEvents(timed, DEFAULT_SIGNALS, Number.MAX_SAFE_INTEGER);
    return isDeepStrictEqual(states.get(lead), folded)
      ? []
      : [`lead ${lead} has another engagement than its ${timed.length} events fold to`];
  });
  return findingOf(problems);
}
