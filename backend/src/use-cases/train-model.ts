import { createTableBuilder, InputError, labelOf, type Model, modelFromJson } from '@aix/shared-scoring';
import { fillingsOfLeads } from '../store/crm-records.ts';
import type { TenantSql } from '../store/database.ts';
import { type AgePosition, pageOfLeadsByAge } from '../store/leads.ts';
import { releaseModel } from '../store/models.ts';
import { fixScoreScale, getTenant, type Tenant } from '../store/tenants.ts';
import { fillingsAsOf, leadsAsOfCreation } from './as-of-creation.ts';
import { loadChampion } from './champion.ts';
import { createFillingTimes } from './collect-filling-times.ts';
import type { Context, Training } from './context.ts';
import { leadInput, modelFields } from './model-inputs.ts';

export type TrainingOutcome =
  | { status: 'released'; version: number; model: Model }
  /** The new model may not take the place of the one that serves; the sentence says why. */
  | { status: 'kept'; version: number; reason: string }
  /** No field says anything; the sentence says what is missing. */
  | { status: 'no_model'; reason: string };

/** So few that reading a page never keeps others of the event loop waiting for more than some milliseconds. */
const PAGE = 200;

/**
 * Trains the tenant's model on every lead whose outcome is known, and puts it into service. A lead counts when its
 * horizon has passed or it converted within it; open leads within their horizon are left out, not guessed. Without (enough)
 * outcomes the model is the starter, whose verdict is not ready: its signs are shown, and no lead gets a score.
 * A model learns from the values that fields had when the lead came in, where a CRM's history tells them.
 * A field whose times prove that it is filled after the outcome is not learned from; the finding stays with the model. A model that
 * gives scores is never replaced by one that would give none.
 */
export async function trainTenantModel(context: Context, tenantId: string): Promise<TrainingOutcome> {
  const trainedAt = context.now();
  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) =>
    context.database.withTenant(tenantId, work);
  const tenant = await inTenant(getTenant);
  const ripe = await collectRipeLeads(inTenant, tenant, trainedAt);
  try {
    const { horizonDays, scoreScale } = tenant;
    const artifact = await context.scoring.train({ ...ripe, horizonDays, trainedAt, scoreScale });
    const model = modelFromJson(artifact);
    return await inTenant(async (sql): Promise<TrainingOutcome> => {
      const champion = await loadChampion(sql);
      if (abstains(model) && champion && !abstains(champion.model))
        return { status: 'kept', version: champion.version, reason: WOULD_ABSTAIN };
      // A model that abstains publishes no points, so there is no meaning of points to keep yet.
      if (!abstains(model)) await fixScoreScale(sql, model.scoreScale);
      return { status: 'released', version: await releaseModel(sql, artifact, trainedAt), model };
    });
  } catch (error) {
    if (error instanceof InputError) return { status: 'no_model', reason: error.message };
    throw error;
  }
}

const WOULD_ABSTAIN = 'The new model is not ready to give scores, and the one that serves is';

const abstains = ({ facts }: Model) => facts.verdict.verdict === 'not_ready';

type RipeLeads = Pick<Training, 'table' | 'labels' | 'times' | 'knownTimes'>;

async function collectRipeLeads(
  inTenant: <T>(work: (tenant: TenantSql) => Promise<T>) => Promise<T>,
  tenant: Tenant,
  trainedAt: Date,
): Promise<RipeLeads> {
  const builder = createTableBuilder(modelFields(tenant));
  const fillingTimes = createFillingTimes(tenant.fields, tenant.horizonDays);
  const labels: number[] = [];
  const times: number[] = [];
  let after: AgePosition | undefined;
  for (;;) {
    const page = await inTenant(sql => pageOfLeadsByAge(sql, after, PAGE));
    const labelled = page.flatMap(lead => {
      const label = labelOf(lead, tenant.horizonDays, trainedAt);
      return label === undefined ? [] : [{ lead, label }];
    });
    const leadIds = labelled.map(({ lead }) => lead.leadId);
    const fillings = await inTenant(sql => fillingsOfLeads(sql, leadIds));
    const then = await inTenant(sql =>
      leadsAsOfCreation(
        sql,
        labelled.map(({ lead }) => lead),
      ),
    );
    const inputs = then.map(lead => leadInput(lead, tenant));
    builder.addPage(
      inputs.map(({ values }) => values),
      inputs.map(({ asOf }) => asOf),
    );
    for (const [index, { lead, label }] of labelled.entries()) {
      labels.push(label);
      times.push(lead.createdAt.getTime());
      fillingTimes.add(lead, label, fillingsAsOf(then[index]!, lead.fields, fillings.get(lead.leadId)));
    }
    after = page.at(-1);
    if (page.length < PAGE) break;
  }
  const table = builder.build();
  return {
    table,
    labels: Uint8Array.from(labels),
    times: Float64Array.from(times),
    knownTimes: fillingTimes.finish(table),
  };
}
