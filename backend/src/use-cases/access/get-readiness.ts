import { type OutcomeFacts, outcomeFacts } from '../../store/access/connection-facts.ts';
import { loadChampion } from '../champion.ts';
import type { Context } from '../context.ts';
import { findConnection } from './find-connection.ts';

/** Whether there is enough to learn from in a connection, from what was read so far. */
export interface Readiness extends Omit<OutcomeFacts, 'trackedFields' | 'unread'> {
  monthsCovered: number;
  /** Whether the CRM keeps the history of fields that a model uses. */
  fieldHistory: 'on' | 'off' | 'unknown';
  /** What the model that serves says of itself; before there is one, what the outcomes allow to expect. */
  verdict: 'ready' | 'usable' | 'not_ready';
  /** Sentences: what is missing, and what it costs. */
  missing: string[];
}

const MONTH_MS = 30.44 * 86_400_000;
/** Below, a model learns too little of a tenant's own outcomes. */
const USEFUL_CONVERSIONS = 40;
const LOW_FILL = 0.2;

/** @throws NotFoundError ERR_TENANT_NOT_FOUND when the tenant has no such connection */
export async function getReadiness(
  context: Context,
  tenantId: string,
  connectionId: string,
): Promise<Readiness> {
  await findConnection(context, tenantId, connectionId);
  const { facts, champion } = await context.database.withTenant(tenantId, async sql => ({
    facts: await outcomeFacts(sql, connectionId),
    champion: await loadChampion(sql),
  }));
  const { trackedFields, unread, ...outcomes } = facts;
  const fieldHistory = trackedFields === null ? 'unknown' : trackedFields.length > 0 ? 'on' : 'off';
  const verdict = champion?.model.facts.verdict;
  const spanMs = (facts.lastCreatedAt?.getTime() ?? 0) - (facts.firstCreatedAt?.getTime() ?? 0);
  return {
    ...outcomes,
    monthsCovered: Math.round((spanMs / MONTH_MS) * 10) / 10,
    fieldHistory,
    verdict: verdict?.verdict ?? (facts.converted >= USEFUL_CONVERSIONS ? 'usable' : 'not_ready'),
    missing: [...unread, ...missingIn(facts, verdict?.verdict === 'ready' ? undefined : verdict?.reason)],
  };
}

function missingIn({ leads, converted, fillRates, trackedFields }: OutcomeFacts, reason?: string): string[] {
  if (leads === 0) return ['No lead was read yet: start the first load'];
  const missing = reason === undefined ? [] : [reason];
  if (converted < USEFUL_CONVERSIONS)
    missing.push(
      `${converted} of ${leads} leads converted; from about ${USEFUL_CONVERSIONS} on scores come from your own outcomes`,
    );
  if (trackedFields === null || trackedFields.length === 0)
    missing.push(
      'When fields were filled is not known: fields that were filled after the outcome are found by their pattern only',
    );
  const empty = fillRates.filter(({ share }) => share < LOW_FILL).map(({ field }) => field);
  if (empty.length > 0) missing.push(`Mostly empty, so of little use: ${empty.join(', ')}`);
  return missing;
}
