import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Listr } from 'listr2';
import { plantLeads } from '../demo/planted-leads.ts';
import { DEMO_TENANT_ID } from '../main-job/connect-demo-tenant.ts';
import { beginJob, JOB_STEPS, type JobState } from '../main-job/main-job.ts';
import { closeStack, planStack } from '../main-job/open-local-stack.ts';

/** The demo bank's org and a service that has scored its leads, both running. */
export interface ServedDemo {
  state: JobState;
  /** A session of the tenant's admin. */
  token: string;
  close(): Promise<void>;
}

const LEADS = 2_000;

/** Runs the main job and goes on serving. @param assignments permission sets by user name, as the org's admin assigned them */
export async function serveDemo(assignments: Readonly<Record<string, string[]>>): Promise<ServedDemo> {
  const directory = mkdtempSync(join(tmpdir(), 'aix-sf-'));
  const env = { AIX_DATA_DIR: join(directory, 'aix'), AIX_PORT: '0', AIX_LOG_LEVEL: 'error' };
  const leadsFile = plantLeads(directory);
  const state = beginJob(await planStack({ env, leadCount: LEADS, fresh: false, leadsFile }));
  const [makeOrgs, ...others] = JOB_STEPS;
  await new Listr([makeOrgs!], { renderer: 'silent' }).run(state);
  assign(state.orgs.salesforce, assignments);
  await new Listr(others, { renderer: 'silent' }).run(state);
  state.service.startWork();
  return {
    state,
    token: await state.service.sessionToken(DEMO_TENANT_ID),
    async close() {
      await closeStack(state);
      rmSync(directory, { recursive: true });
    },
  };
}

function assign(orgDirectory: string, assignments: Readonly<Record<string, string[]>>): void {
  const path = join(orgDirectory, 'org.json');
  const org = JSON.parse(readFileSync(path, 'utf8')) as { users: { username: string }[] };
  const users = org.users.map(user => ({ ...user, permissionSets: assignments[user.username] ?? [] }));
  writeFileSync(path, JSON.stringify({ ...org, users }));
}
