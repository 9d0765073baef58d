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

export type TrainingOutcome =
  | { status: 'released'; version: number; model: Model }
  /** Nothing to learn from yet; the sentence says what is missing. */
  | { status: 'no_model'; reason: string };

const PAGE = 5_000;

/**
 * Trains the tenant's model on every lead whose outcome is known, and puts it into service. A lead counts when its
 * horizon has passed or it converted within it; open leads within their horizon are left out, not guessed.
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
      await fixScoreScale(sql, model.scoreScale);
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
  { fields, horizonDays }: Tenant,
  asOf: Date,
): Promise<RipeLeads> {
  const builder = createTableBuilder(fields);
  const labels: number[] = [];
  const times: number[] = [];
  let after: AgePosition | undefined;
  for (;;) {
    const page = await inTenant(sql => pageOfLeadsByAge(sql, after, PAGE));
    const labelled = page.flatMap(lead => {
      const label = labelOf(lead, horizonDays, asOf);
      return label === undefined ? [] : [{ lead, label }];
    });
    builder.addPage(labelled.map(({ lead }) => lead.fields));
    for (const { lead, label } of labelled) {
      labels.push(label);
      times.push(lead.createdAt.getTime());
    }
    after = page.at(-1);
    if (page.length < PAGE)
      return { table: builder.build(), labels: Uint8Array.from(labels), times: Float64Array.from(times) };
  }
}
