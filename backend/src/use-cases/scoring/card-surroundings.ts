import type { ScoredFacts } from '@aix/shared-scoring';
import { callsByHour, usageOfLastDay } from '../../store/api-usage.ts';
import { listConnections } from '../../store/connections.ts';
import type { TenantSql } from '../../store/database.ts';
import { findOverride } from '../../store/overrides.ts';
import { budgetOf } from './api-budget.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const CRM_NAMES = { salesforce: 'Salesforce', hubspot: 'HubSpot' } as const;

/** Adds to a score's facts what its receipt cannot know: the scores before it, and why a person set a band. */
export async function addPast(
  tenant: TenantSql,
  facts: ScoredFacts,
  history: readonly { at: Date; scorePoints: number }[],
): Promise<ScoredFacts> {
  const { standing } = facts;
  if (standing === undefined) return facts;
  const reason = standing.override && (await findOverride(tenant, standing.override.overrideId))?.reason;
  const override = standing.override && { ...standing.override, ...(reason && { reason }) };
  return { ...facts, standing: { ...standing, history, override } };
}

/** Until when the CRM's limit keeps a score that waits from its record; undefined when the limit does not. */
export async function findDelay(
  tenant: TenantSql,
  connectionId: string,
  now: Date,
): Promise<ScoredFacts['delayed']> {
  const usage = (await usageOfLastDay(tenant, now)).get(connectionId);
  const { state, perDay } = budgetOf(usage);
  const connection = (await listConnections(tenant)).find(each => each.connectionId === connectionId);
  if (state !== 'used_up' || connection === undefined || usage === undefined || perDay === null)
    return undefined;
  const crm = CRM_NAMES[connection.crm];
  // What other apps used up, nobody here can foretell.
  const isOurs = usage.calls >= perDay;
  const until = isOurs ? budgetReturnsAt(await callsByHour(tenant, connectionId, now), perDay) : undefined;
  return until === undefined ? { crm } : { crm, until };
}

/** When so many hours of calls are a day old that fewer than `perDay` are left. */
function budgetReturnsAt(hours: readonly { hour: Date; calls: number }[], perDay: number): Date | undefined {
  let left = hours.reduce((sum, { calls }) => sum + calls, 0);
  for (const { hour, calls } of hours) {
    left -= calls;
    if (left < perDay) return new Date(hour.getTime() + DAY_MS + HOUR_MS);
  }
  return undefined;
}
