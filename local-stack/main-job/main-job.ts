import {
  type Connection,
  type CrmName,
  countScores,
  importAll,
  loadChampion,
  openConnector,
  type Service,
  scoreLeads,
  setUpFields,
  trainTenantModel,
  writeBackScores,
} from '@aix/backend';
import { AixError } from '@aix/shared-scoring';
import type { ListrTask } from 'listr2';
import type { DemoOrgs } from '../demo/create-demo-orgs.ts';
import type { HubspotHost } from '../hosts/hubspot/index.ts';
import type { HostClient, SalesforceHost } from '../hosts/salesforce/index.ts';
import type { SiteHost } from '../hosts/site/index.ts';
import {
  connectCrm,
  connectionsOf,
  DEMO_TENANT_ID,
  registerOrg,
  saveDemoTenant,
} from './connect-demo-tenant.ts';
import { CRM_NAMES, type JobFailure } from './job-failure.ts';
import {
  makeDemoOrgs,
  type StackPlan,
  type StandIns,
  startProduct,
  startStandIns,
} from './open-local-stack.ts';
import { registerPages } from './salesforce-pages.ts';
import { type JobSummary, summarizeJob } from './summarize-job.ts';

/** What the steps hand on to each other. */
export interface JobState {
  plan: StackPlan;
  orgs: DemoOrgs;
  /** As whom the org's pages reach the org. */
  pagesClient: HostClient;
  standIns: StandIns;
  service: Service;
  /** Once the job is done and the stack is served. */
  pages?: SalesforceHost;
  hubspotPages?: HubspotHost;
  site?: SiteHost;
  connections: Connection[];
  failures: JobFailure[];
  summary: JobSummary;
}

/** The state before the first step; the steps add the rest. */
export function beginJob(plan: StackPlan): JobState {
  return { plan, failures: [], connections: [] as Connection[] } as unknown as JobState;
}

type Task = ListrTask<JobState>;

/** Names the step without which nothing may be written. */
const SET_UP = 'setting up the score fields';
const count = (value: number) => new Intl.NumberFormat('en').format(value);

/**
 * The main job, step by step. Each step looks at what is already there and does only what is left, so that a job that was
 * stopped anywhere goes on. What fails for one connection is noted and keeps nothing else from being done.
 */
export const JOB_STEPS: Task[] = [
  {
    title: 'Make the demo bank’s Salesforce org and HubSpot portal',
    task: async (state, task) => {
      state.orgs = await makeDemoOrgs(state.plan);
      state.pagesClient = registerPages(state.orgs.salesforce);
      task.title = state.orgs.created
        ? 'Made the demo bank’s Salesforce org and HubSpot portal'
        : 'Found the demo bank’s Salesforce org and HubSpot portal';
    },
  },
  {
    title: 'Start the stand-ins of both CRMs',
    task: async (state, task) => {
      state.standIns = await startStandIns(state.plan, state.orgs);
      task.title = 'Started the stand-ins of both CRMs';
    },
  },
  {
    title: 'Start the service',
    task: async (state, task) => {
      state.service = await startProduct(state.plan, state.standIns);
      const embedded = state.service.context.database.kind === 'pglite';
      task.title = embedded
        ? 'Started the service on its embedded database (it survives a crash, not a power cut)'
        : 'Started the service on PostgreSQL';
    },
  },
  {
    title: 'Connect the bank’s org and portal',
    task: async (state, task) => {
      await saveDemoTenant(state.service);
      return task.newListr(
        (['salesforce', 'hubspot'] as const).map(crm =>
          subtask(state, crm, 'connecting', async () => {
            const connection = await connectCrm(state.service, crm);
            const { externalId } = connection;
            if (crm === 'salesforce') await registerOrg(state.service, connection, state.orgs.salesforce);
            return `connected ${externalId}`;
          }),
        ),
      );
    },
  },
  {
    title: 'Set up the score fields',
    task: async (state, task) => {
      state.connections = await connectionsOf(state.service);
      return task.newListr(
        perConnection(state, SET_UP, async connection => {
          const { created } = await setUpFields(state.service.context, DEMO_TENANT_ID, connection);
          return created.length > 0 ? `created ${created.length} score fields` : 'all score fields are there';
        }),
        { concurrent: true },
      );
    },
  },
  {
    title: 'Read leads',
    task: (state, task) =>
      task.newListr(
        perConnection(state, 'reading', async (connection, report) => {
          const { context } = state.service;
          const first = connection.readCursor === undefined;
          const expected = first ? await openConnector(context, DEMO_TENANT_ID, connection).countLeads() : 0;
          const shown = (read: number) =>
            `read ${count(read)}${first ? ` of ${count(expected)}` : ''} records`;
          const { records } = await importAll(context, DEMO_TENANT_ID, connection, {
            onProgress: soFar => report(shown(soFar)),
          });
          return first
            ? `read ${count(records)} records`
            : `read ${count(records)} records that changed since`;
        }),
        { concurrent: true },
      ),
  },
  {
    title: 'Train the bank’s model',
    task: async ({ service }, task) => {
      const { context } = service;
      const known = await context.database.withTenant(DEMO_TENANT_ID, loadChampion);
      if (known) {
        task.title = `Found model v${known.version}`;
        return;
      }
      const outcome = await trainTenantModel(context, DEMO_TENANT_ID);
      task.title =
        outcome.status === 'released'
          ? `Trained model v${outcome.version} on ${count(outcome.model.facts.rows)} outcomes; the call’s duration is left out, it is known only after the call`
          : `No model yet: ${outcome.reason}`;
    },
  },
  {
    title: 'Score the open leads',
    task: async ({ service }, task) => {
      const scored = await scoreLeads(service.context, DEMO_TENANT_ID, soFar => {
        task.title = `Score the open leads: ${count(soFar)}`;
      });
      task.title = scored > 0 ? await describeScores(service) : 'Every open lead has been looked at';
    },
  },
  {
    title: 'Write scores back',
    task: (state, task) =>
      task.newListr(
        perConnection(state, 'writing', async (connection, report) => {
          const isSetUp = !state.failures.some(each => each.crm === connection.crm && each.doing === SET_UP);
          if (!isSetUp) return 'nothing is written without the score fields';
          let settled = 0;
          await writeBackScores(state.service.context, DEMO_TENANT_ID, connection, soFar => {
            settled = soFar;
            report(`wrote ${count(soFar)} records`);
          });
          return settled > 0 ? `wrote ${count(settled)} records` : 'nothing is waiting';
        }),
        { concurrent: true },
      ),
  },
  {
    title: 'Compare with what really happened',
    task: async (state, task) => {
      state.summary = await summarizeJob(state);
      task.title = 'Compared with what really happened';
    },
  },
];

async function describeScores({ context }: Service): Promise<string> {
  return context.database.withTenant(DEMO_TENANT_ID, async tenant => {
    const leads = new Map((await countScores(tenant)).map(each => [each.status, each.leads]));
    const verdict = (await loadChampion(tenant))?.model.facts.verdict;
    if (verdict?.verdict === 'not_ready')
      return `Gave no scores, since it is too early to tell. ${verdict.reason}`;
    const others = leads.get('not_eligible');
    return `Scored ${count(leads.get('scored') ?? 0)} open leads${others ? `; ${count(others)} have neither e-mail nor company` : ''}`;
  });
}

type Report = (text: string) => void;

/** One subtask per connection. */
function perConnection(
  state: JobState,
  doing: string,
  work: (connection: Connection, report: Report) => Promise<string>,
): Task[] {
  return state.connections.map(connection =>
    subtask(state, connection.crm, doing, report => work(connection, report)),
  );
}

/**
 * One CRM's part of a step, whose title says how far it is and, at the end, what it did. An expected failure is noted and
 * the job goes on; any other ends it.
 */
function subtask(
  state: JobState,
  crm: CrmName,
  doing: string,
  work: (report: Report) => Promise<string>,
): Task {
  let isExpected = false;
  return {
    title: `${CRM_NAMES[crm]}: ${doing}`,
    exitOnError: () => !isExpected,
    task: async (_state, task) => {
      const report: Report = text => {
        task.title = `${CRM_NAMES[crm]}: ${text}`;
      };
      try {
        report(await work(report));
      } catch (error) {
        isExpected = error instanceof AixError;
        if (error instanceof AixError) state.failures.push({ crm, doing, reason: error.message });
        throw error;
      }
    },
  };
}
