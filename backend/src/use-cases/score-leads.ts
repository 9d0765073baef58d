import {
  bandOf,
  buildCard,
  modelVersionText,
  notEligibleReason,
  scoreFieldValues,
  scorePointsOf,
} from '@aix/shared-scoring';
import { recordsOfLeads } from '../store/crm-records.ts';
import type { TenantSql } from '../store/database.ts';
import { pageOfUnscoredLeads, type StoredLead } from '../store/leads.ts';
import { enqueueWrites } from '../store/outbox.ts';
import { type Score, saveScores } from '../store/scores.ts';
import { getTenant, type Tenant } from '../store/tenants.ts';
import { type Champion, loadChampion } from './champion.ts';
import type { Context, LeadPrediction } from './context.ts';
import { leadInput, modelFields } from './model-inputs.ts';
import { cardFactsOf } from './score-card.ts';

const PAGE = 1_000;

/**
 * Scores every open lead whose score is missing, older than its facts or of another model. Each page's scores and the
 * writes that follow from them are stored in one transaction. Returns how many leads were looked at; none without a
 * champion.
 */
export async function scoreLeads(
  context: Context,
  tenantId: string,
  onProgress: (scored: number) => void = () => undefined,
): Promise<number> {
  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) =>
    context.database.withTenant(tenantId, work);
  const tenant = await inTenant(getTenant);
  const champion = await inTenant(loadChampion);
  if (champion === undefined) return 0;

  let scored = 0;
  let lastLeadId: string | undefined;
  for (;;) {
    // Taken before the facts are read: a change that comes later must look newer than this score.
    const scoredAt = context.now();
    const leads = await inTenant(sql => pageOfUnscoredLeads(sql, champion.version, lastLeadId, PAGE));
    if (leads.length === 0) return scored;
    const scores = await scorePage(context, tenant, champion, leads, scoredAt);
    await inTenant(sql => storePage(sql, tenant, champion, leads, scores));
    lastLeadId = leads.at(-1)?.leadId;
    scored += leads.length;
    onProgress(scored);
  }
}

async function scorePage(
  context: Context,
  tenant: Tenant,
  champion: Champion,
  leads: readonly StoredLead[],
  scoredAt: Date,
): Promise<Score[]> {
  const abstains = champion.model.facts.verdict.verdict === 'not_ready';
  const eligible = leads.filter(lead => notEligibleReason(lead) === undefined);
  const predictions = abstains
    ? []
    : await context.scoring.score({
        artifact: champion.artifact,
        fields: modelFields(tenant),
        leads: eligible.map(lead => leadInput(lead, tenant)),
      });
  const predictionOf = new Map(eligible.map((lead, at) => [lead.leadId, predictions[at]]));
  return leads.map(lead => {
    const head = { leadId: lead.leadId, modelVersion: champion.version, scoredAt };
    const reason = notEligibleReason(lead);
    if (reason !== undefined) return { ...head, status: 'not_eligible', reason };
    const prediction = predictionOf.get(lead.leadId);
    return prediction === undefined
      ? { ...head, status: 'too_little' }
      : { ...head, status: 'scored', ...prediction, ...pointsAndBand(prediction, tenant, champion) };
  });
}

function pointsAndBand({ logOdds }: LeadPrediction, tenant: Tenant, champion: Champion) {
  const scorePoints = scorePointsOf(logOdds, champion.model.scoreScale);
  return { scorePoints, band: bandOf(scorePoints, tenant.bandThresholds) };
}

/** The language of the texts in CRM fields: one for all who read the record. */
const FIELD_LOCALE = 'en';

async function storePage(
  sql: TenantSql,
  tenant: Tenant,
  champion: Champion,
  leads: readonly StoredLead[],
  scores: readonly Score[],
): Promise<void> {
  await saveScores(sql, scores);
  const valuesOf = new Map(
    leads.map((lead, at) => {
      const score = scores[at]!;
      const reader = { locale: FIELD_LOCALE, now: score.scoredAt } as const;
      const card = buildCard(cardFactsOf(score, lead, tenant, champion), reader);
      return [lead.leadId, scoreFieldValues(card, score.scoredAt, modelVersionText(score.modelVersion))];
    }),
  );
  const records = await recordsOfLeads(sql, [...valuesOf.keys()]);
  await enqueueWrites(
    sql,
    records.map(({ leadId, ...record }) => ({ ...record, values: valuesOf.get(leadId)! })),
  );
}
