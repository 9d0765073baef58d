import { type FeatureDrift, findModelDrift } from '@aix/shared-scoring';
import { newestOpenLeads } from '../store/leads.ts';
import { getTenant } from '../store/tenants.ts';
import { loadChampion } from './champion.ts';
import type { Context } from './context.ts';
import { leadFeatures } from './model-inputs.ts';

/** How far today's leads are from those of a model's training. */
export interface ModelDrift {
  modelVersion: number;
  /** How many open leads were compared. */
  leads: number;
  /** The strongest first; none while there is nothing to compare. */
  features: FeatureDrift[];
}

/** So many tell a drift from chance, and are read in a moment. */
const MOST_LEADS = 2_000;

/** Compares the newest open leads with the champion's training; null before the first. Drift says that it may no longer fit, not that it errs. */
export async function findDrift(context: Context, tenantId: string): Promise<ModelDrift | null> {
  return context.database.withTenant(tenantId, async sql => {
    const champion = await loadChampion(sql);
    if (champion === undefined) return null;
    const tenant = await getTenant(sql);
    const leads = await newestOpenLeads(sql, MOST_LEADS);
    const { version: modelVersion, model } = champion;
    const canCompare = leads.length > 0 && model.facts.rows > 0;
    const features = canCompare
      ? findModelDrift(
          model,
          leads.map(lead => leadFeatures(lead, tenant)),
        )
      : [];
    return { modelVersion, leads: leads.length, features };
  });
}
