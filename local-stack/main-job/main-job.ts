import {
  type Connection,
  countScores,
  importLeads,
  loadChampion,
  openConnector,
  type Service,
  scoreLeads,
  setUpFields,
  trainTenantModel,
  writeBackScores,
} from '@aix/backend';
import type { ListrTask } from 'listr2';
import type { DemoOrgs } from '../demo/create-demo-orgs.ts';
import { connectDemoTenant, DEMO_TENANT_ID } from './connect-demo-tenant.ts';
import {
  makeDemoOrgs,
  type StackPlan,
  type StandIns,
  startProduct,
  startStandIns,
} from './open-local-stack.ts';
import { type JobSummary, summarizeJob } from './summarize-job.ts';

/** What the steps hand on to each other. */
export interface JobState {
  plan: StackPlan;
  orgs: DemoOrgs;
  standIns: StandIns;
  service: Service;
  connections: Connection[];
  summary: JobSummary;
}

type Task = ListrTask<JobState>;

const CRM_NAMES = { salesforce: 'Salesforce', hubspot: 'HubSpot' } as const;
const count = (value: number) => new Intl.NumberFormat('en').format(value);

/**
 * The main job, step by step. Each step looks at what is already there and does only what is left, so that a job that was
 * stopped anywhere goes on.
 */
export const JOB_STEPS: Task[] = [
  {
    title: 'Make the demo bank’s Salesforce org and HubSpot portal',
    task: async (state, task) => {
      state.orgs = await makeDemoOrgs(state.plan);
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
      state.connections = await connectDemoTenant(state.service);
      task.title = `Connected ${state.connections.map(each => `${CRM_NAMES[each.crm]} ${each.externalId}`).join(' and ')}`;
    },
  },
  {
    title: 'Set up the score fields',
    task: (state, task) =>
      task.newListr(
        perConnection(state, 'score fields', async connection => {
          const { created } = await setUpFields(state.service.context, DEMO_TENANT_ID, connection);
          return created.length > 0 ? `created ${created.length} score fields` : 'all score fields are there';
        }),
        { concurrent: true },
      ),
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
          const read = await importLeads(context, DEMO_TENANT_ID, connection, soFar => report(shown(soFar)));
          return first ? `read ${count(read)} records` : `read ${count(read)} records that changed since`;
        }),
        { concurrent: true, exitOnError: false },
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
          let settled = 0;
          await writeBackScores(state.service.context, DEMO_TENANT_ID, connection, soFar => {
            settled = soFar;
            report(`wrote ${count(soFar)} records`);
          });
          return settled > 0 ? `wrote ${count(settled)} records` : 'nothing is waiting';
        }),
        { concurrent: true, exitOnError: false },
      ),
  },
  {
    title: 'Compare with what really happened',
    task: async (state, task) => {
      state.summary = await summarizeJob(state.service, state.orgs, state.plan);
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

/** One subtask per connection, whose title says how far it is and, at the end, what it did. */
function perConnection(
  state: JobState,
  doing: string,
  work: (connection: Connection, report: (text: string) => void) => Promise<string>,
): Task[] {
  return state.connections.map(connection => {
    const name = CRM_NAMES[connection.crm];
    return {
      title: `${name}: ${doing}`,
      task: async (_state, task) => {
        task.title = `${name}: ${await work(connection, text => {
          task.title = `${name}: ${text}`;
        })}`;
      },
    };
  });
}
