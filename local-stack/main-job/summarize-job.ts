import {
  type Connection,
  type ConnectionCounts,
  countLeads,
  countRecords,
  countScores,
  listConnections,
  loadChampion,
  type Service,
} from '@aix/backend';
import type { DemoOrgs } from '../demo/create-demo-orgs.ts';
import { type Outcome, summarizeOutcome } from '../demo/summarize-outcome.ts';
import { DEMO_TENANT_ID } from './connect-demo-tenant.ts';
import { CRM_NAMES, describeFailure, type JobFailure } from './job-failure.ts';
import { DEMO_SEED, type StackPlan } from './open-local-stack.ts';
import { readPublishedScores } from './published-scores.ts';

/** What the main job came to, from the store and from the CRMs' own records. */
export interface JobSummary {
  leads: number;
  /** Outcomes that the model learned from; 0 without a model. */
  trainedOn: number;
  scored: number;
  connections: (ConnectionCounts & Pick<Connection, 'crm' | 'name'>)[];
  /** What could not be done. */
  failures: readonly JobFailure[];
  /** Predicted against real, for the held-out open leads. */
  outcome: Outcome;
}

/** What the other steps leave behind. */
export interface FinishedJob {
  service: Service;
  orgs: DemoOrgs;
  plan: StackPlan;
  failures: readonly JobFailure[];
}

/** Opens the held-out truth, so it must be the last step. */
export async function summarizeJob({ service, orgs, plan, failures }: FinishedJob): Promise<JobSummary> {
  const { leadCount, truthFile } = plan;
  const fromStore = await service.context.database.withTenant(DEMO_TENANT_ID, async tenant => {
    const counts = new Map((await countRecords(tenant)).map(each => [each.connectionId, each]));
    const connections = await listConnections(tenant);
    const scores = await countScores(tenant);
    return {
      leads: await countLeads(tenant),
      trainedOn: (await loadChampion(tenant))?.model.facts.rows ?? 0,
      scored: scores.find(each => each.status === 'scored')?.leads ?? 0,
      connections: connections.map(({ crm, name, connectionId }) => ({
        crm,
        name,
        ...counts.get(connectionId)!,
      })),
    };
  });
  const scores = readPublishedScores(orgs);
  const outcome = await summarizeOutcome({
    scores,
    seed: DEMO_SEED,
    ...(leadCount !== undefined && { leadCount }),
    ...(truthFile !== undefined && { truthFile }),
  });
  return { ...fromStore, failures, outcome };
}

/** The one object that `--json` prints. `problems` are there only when something could not be done. */
export function jobSummaryJson(summary: JobSummary, seconds: number): object {
  const { leads, trainedOn, scored, connections, failures, outcome } = summary;
  return {
    leads,
    trainedOn,
    scored,
    aucHeldOut: outcome.auc,
    liftTop10HeldOut: outcome.liftTop10,
    connections: connections.map(({ crm, records, written, rejected, waiting }) => ({
      crm,
      records,
      writtenBack: written,
      failed: rejected + waiting,
    })),
    seconds: Math.round(seconds * 10) / 10,
    ...(failures.length > 0 && { problems: failures.map(describeFailure) }),
  };
}

/** What could not be done and which records could not be written, a line each; empty when all is well. */
export function failureLines({ failures, connections }: JobSummary): string[] {
  const refused = connections.flatMap(({ crm, rejected, waiting, reasons }) => {
    if (rejected + waiting === 0) return [];
    const why = rejected > 0 ? ` (${reasons.join('; ')})` : '';
    return [`${CRM_NAMES[crm]}: ${rejected} records refused${why}, ${waiting} waiting for another try`];
  });
  return [...failures.map(describeFailure), ...refused];
}
