import type { TenantSql } from '../store/database.ts';
import { findChampion } from '../store/models.ts';
import { nightsOfTenants, saveNightlyDone } from '../store/nights.ts';
import { lastLearnedAt } from '../store/signals.ts';
import type { Context } from './context.ts';
import { learnTenantSignals, refoldOutdated } from './engagement/learn-signals.ts';
import { scoreLeads } from './score-leads.ts';
import { trainTenantModel } from './train-model.ts';

const DAY_MS = 86_400_000;
/** The night begins at 0:00 UTC; tenants' turns are spread over it. */
const NIGHT_MS = 5 * 3_600_000;

/** When the tenant's turn last came: each has its own time of the night. */
export function lastTurn(tenantId: string, now: Date): Date {
  const share = Number.parseInt(tenantId.slice(0, 8), 16) / 2 ** 32;
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS + Math.floor(share * NIGHT_MS);
  return new Date(today <= now.getTime() ? today : today - DAY_MS);
}

/**
 * The tenants whose turn has come since their work was last done. A tenant without a model does not wait for the night: its work is due
 * once its CRMs have been read.
 */
export async function tenantsDueTonight({ database, now }: Context): Promise<string[]> {
  const nights = await nightsOfTenants(database);
  return nights
    .filter(({ tenantId, since, awaitsModel }) => awaitsModel || since < lastTurn(tenantId, now()))
    .map(({ tenantId }) => tenantId);
}

/**
 * Learns the tenant's signals and trains its model anew, and scores its leads by both. Each step sees what has been done since the turn
 * and does what is left, so work that was cut goes on. Does nothing when all is done.
 */
export async function doNightlyWork(context: Context, tenantId: string): Promise<void> {
  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) =>
    context.database.withTenant(tenantId, work);
  // Looked up under the lock: another process may have done it meanwhile.
  if (!(await tenantsDueTonight(context)).includes(tenantId)) return;
  const turn = lastTurn(tenantId, context.now());
  const isSince = (moment: Date | undefined) => moment !== undefined && moment >= turn;
  if (!isSince(await inTenant(lastLearnedAt))) await learnTenantSignals(context, tenantId);
  await refoldOutdated(context, tenantId);
  if (!isSince((await inTenant(findChampion))?.trainedAt)) await trainTenantModel(context, tenantId);
  await scoreLeads(context, tenantId);
  context.announce('due_writes');
  await inTenant(tenant => saveNightlyDone(tenant, context.now()));
}
