import {
  createTableBuilder,
  InputError,
  labelOf,
  type Model,
  modelFromJson,
  type Table,
} from '@aix/shared-scoring';
import type { TenantSql } from '../store/database.ts';
import { type AgePosition, pageOfLeadsByAge } from '../store/leads.ts';
import { releaseModel } from '../store/models.ts';
import { fixScoreScale, getTenant, type Tenant } from '../store/tenants.ts';
import type { Context } from './context.ts';
import { leadInput, modelFields } from './model-inputs.ts';

export type TrainingOutcome =
  | { status: 'released'; version: number; model: Model }
  /** No field says anything; the sentence says what is missing. */
  | { status: 'no_model'; reason: string };

const PAGE = 5_000;

/**
 * Trains the tenant's model on every lead whose outcome is known, and puts it into service. A lead counts when its
 * horizon has passed or it converted within it; open leads within their horizon are left out, not guessed. Without (enough)
 * outcomes the model is the starter, whose verdict is not ready: its signs are shown, and no lead gets a score.
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
    const version = await inTenant(async sql => {
      // A model that abstains publishes no points, so there is no meaning of points to keep yet.
      if (model.facts.verdict.verdict !== 'not_ready') await fixScoreScale(sql, model.scoreScale);
      return releaseModel(sql, artifact, trainedAt);
    });
    return { status: 'released', version, model };
  } catch (error) {
    if (error instanceof InputError) return { status: 'no_model', reason: error.message };
    throw error;
  }
}

interface RipeLeads {
  table: Table;
  labels: Uint8Array;
  times: Float64Array;
}

async function collectRipeLeads(
  inTenant: <T>(work: (tenant: TenantSql) => Promise<T>) => Promise<T>,
  tenant: Tenant,
  trainedAt: Date,
): Promise<RipeLeads> {
  const builder = createTableBuilder(modelFields(tenant));
  const labels: number[] = [];
  const times: number[] = [];
  let after: AgePosition | undefined;
  for (;;) {
    const page = await inTenant(sql => pageOfLeadsByAge(sql, after, PAGE));
    const labelled = page.flatMap(lead => {
      const label = labelOf(lead, tenant.horizonDays, trainedAt);
      return label === undefined ? [] : [{ lead, label }];
    });
    const inputs = labelled.map(({ lead }) => leadInput(lead, tenant));
    builder.addPage(
      inputs.map(({ values }) => values),
      inputs.map(({ asOf }) => asOf),
    );
    for (const { lead, label } of labelled) {
      labels.push(label);
      times.push(lead.createdAt.getTime());
    }
    after = page.at(-1);
    if (page.length < PAGE)
      return { table: builder.build(), labels: Uint8Array.from(labels), times: Float64Array.from(times) };
  }
}
