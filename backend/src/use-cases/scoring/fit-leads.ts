import { notEligibleReason } from '@aix/shared-scoring';
import type { StoredLead } from '../../store/leads.ts';
import type { Fit, Score } from '../../store/scores.ts';
import type { Tenant } from '../../store/tenants.ts';
import type { Champion } from '../champion.ts';
import type { Context } from '../context.ts';
import { leadInput, modelFields } from '../model-inputs.ts';

/** Leads to be scored, with what is known of their scoring so far. */
export interface FitRequest {
  tenant: Tenant;
  champion: Champion;
  leads: readonly StoredLead[];
  /** The scores that these leads have, by lead. */
  scores: ReadonlyMap<string, Score>;
  /** Before the leads were read. */
  at: Date;
}

/**
 * What the champion says of each lead that can have a score. It asks the model only where facts or model are new: engagement
 * and passing time do not change what a model says. None while the champion abstains.
 */
export async function fitLeads(context: Context, request: FitRequest): Promise<Map<string, Fit>> {
  const { tenant, champion, leads, scores, at } = request;
  if (abstains(champion)) return new Map();
  const eligible = leads.filter(lead => notEligibleReason(lead) === undefined);
  const fits = new Map<string, Fit>();
  for (const lead of eligible) {
    const standing = standingFit(lead, scores.get(lead.leadId), champion);
    if (standing !== undefined) fits.set(lead.leadId, standing);
  }
  const anew = eligible.filter(({ leadId }) => !fits.has(leadId));
  if (anew.length === 0) return fits;
  const predictions = await context.scoring.score({
    artifact: champion.artifact,
    fields: modelFields(tenant),
    leads: anew.map(lead => leadInput(lead, tenant)),
  });
  for (const [index, { leadId }] of anew.entries()) {
    const { logOdds, low, high, contributions, emptyField } = predictions[index]!;
    fits.set(leadId, { logOdds, low, high, contributions, emptyField, madeAt: at });
  }
  return fits;
}

/** Whether a model has learned too little to give scores. */
export function abstains({ model }: Champion): boolean {
  return model.facts.verdict.verdict === 'not_ready';
}

/** A change in the very millisecond of the fit counts as newer. */
function standingFit(lead: StoredLead, score: Score | undefined, champion: Champion): Fit | undefined {
  if (score?.status !== 'scored' || score.modelVersion !== champion.version) return undefined;
  return lead.changedAt < score.fit.madeAt ? score.fit : undefined;
}
