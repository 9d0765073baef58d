import { markDirty } from '../store/dirty-leads.ts';
import { leadsWithEndedOverride, tenantsWithEndedOverrides } from '../store/overrides.ts';
import { leadsToLookAt, tenantsToLookAt } from '../store/scores.ts';
import type { Context } from './context.ts';

const MOST_AT_ONCE = 1_000;

/**
 * Marks the leads of whom passing time may have moved what is published: those whose engagement has cooled to where a
 * threshold or the noise may be passed, and those whose override has run out. No other lead is touched. Returns how many.
 */
export async function sweepCooling({ database, now }: Context): Promise<number> {
  const at = now();
  const tenantIds = new Set([
    ...(await tenantsToLookAt(database, at)),
    ...(await tenantsWithEndedOverrides(database, at)),
  ]);
  let marked = 0;
  for (const tenantId of tenantIds)
    marked += await database.withTenant(tenantId, async sql => {
      const leadIds = [
        ...(await leadsToLookAt(sql, at, MOST_AT_ONCE)),
        ...(await leadsWithEndedOverride(sql, at, MOST_AT_ONCE)),
      ];
      await markDirty(sql, leadIds, at);
      return leadIds.length;
    });
  return marked;
}
