import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AixError, InputError } from '@aix/shared-scoring';
import { Listr, type ListrBaseClassOptions, ListrLogger, PRESET_TIMER, ProcessOutput } from 'listr2';
import { BANK_ROWS } from './demo/leads/bank-rows.ts';
import { renderOutcome } from './demo/render-outcome.ts';
import { appScripts } from './hosts/hubspot/index.ts';
import { componentScript } from './hosts/salesforce/index.ts';
import { DEMO_TENANT_ID } from './main-job/connect-demo-tenant.ts';
import { startHubspotPages } from './main-job/hubspot-pages.ts';
import { beginJob, JOB_STEPS, type JobState } from './main-job/main-job.ts';
import { closeStack, planStack, type StackRequest } from './main-job/open-local-stack.ts';
import { startSalesforcePages } from './main-job/salesforce-pages.ts';
import { startSitePages } from './main-job/site-pages.ts';
import { failureLines, type JobSummary, jobSummaryJson } from './main-job/summarize-job.ts';

const HELP = `Runs the main job for the demo bank on this machine and then serves it until Ctrl-C.

  npm start                        go on where the last start ended
  npm start -- --fresh             begin again
  npm start -- --once              stop when the job is done
  npm start -- --once --json       print one JSON object as the last line
  npm start -- --leads 4000        a smaller demo; goes with --fresh once a larger one is there

A model of few leads is often not certain to beat chance, and then it gives no scores: of the smaller demos that were tried 4000
and 20000 give scores; 1000, 2000, 3000, 6000 and 12000 say that it is too early to tell.

Environment: AIX_PORT (4400; stand-ins, pages and demo site take the next five), AIX_DATA_DIR (.aix), DATABASE_URL with
AIX_ENCRYPTION_KEY (a PostgreSQL server instead of the embedded database), AIX_LOG_LEVEL (warn).`;

const FEWEST_LEADS = 10;
const SIMULATED =
  'The leads and outcomes are real (UCI Bank Marketing); names, dates and delays are simulated.';

/** Whether someone has asked the process to end. */
let isStopping = false;

interface Arguments extends Omit<StackRequest, 'env'> {
  once: boolean;
  json: boolean;
}

function readArguments(words: string[]): Arguments | 'help' {
  const { help, leads, ...values } = parseWords(words);
  if (help) return 'help';
  const leadCount = leads === undefined ? undefined : Number(leads);
  if (
    leadCount !== undefined &&
    !(Number.isInteger(leadCount) && leadCount >= FEWEST_LEADS && leadCount <= BANK_ROWS)
  )
    throw usageError(`--leads takes a whole number from ${FEWEST_LEADS} to ${BANK_ROWS}, got ${leads}`);
  return { ...values, leadCount };
}

function parseWords(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        fresh: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        leads: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw usageError((error as Error).message);
  }
}

function usageError(message: string): InputError {
  return new InputError('ERR_INPUT_INVALID', `${message} (try npm start -- --help)`);
}

async function run({ once, json, ...request }: Arguments): Promise<void> {
  const began = performance.now();
  let state: JobState | undefined;
  closeOnSignals(() => closeStack(state ?? {}));
  state = beginJob(await planStack({ ...request, env: process.env }));
  // It takes some seconds, and reading waits for CRMs anyway. Whoever opens a page hears of a failure.
  if (!once) for (const script of [componentScript(), appScripts()]) script.catch(() => undefined);
  await new Listr(JOB_STEPS, progressOptions(json)).run(state);
  const seconds = (performance.now() - began) / 1000;

  const text = json ? process.stderr : process.stdout;
  text.write(`\n${describeOutcome(state.summary)}\n`);
  for (const line of failureLines(state.summary)) text.write(`${line}\n`);
  text.write(`${SIMULATED}\n`);
  text.write(`Done in ${seconds.toFixed(1)} s\n`);
  if (json) console.log(JSON.stringify(jobSummaryJson(state.summary, seconds)));
  if (once) {
    await closeStack(state);
    process.exitCode = state.failures.length > 0 ? 1 : 0;
  } else {
    await serve(state);
    text.write(
      `\nOpen ${state.service.sessionUrl(DEMO_TENANT_ID)}\nCtrl-C stops it; the next npm start goes on.\n`,
    );
  }
}

/** Keeps scoring what changes, and shows the pages of org and portal. */
async function serve(state: JobState): Promise<void> {
  const { service, orgs, standIns, plan } = state;
  service.startWork();
  state.pages = await startSalesforcePages({
    ...{ service, orgDirectory: orgs.salesforce, orgUrl: standIns.salesforce.url },
    ...{ client: state.pagesClient, port: plan.registrations.ports.salesforcePages },
  });
  state.hubspotPages = await startHubspotPages({
    ...{ service, portalDirectory: orgs.hubspot, portalUrl: standIns.hubspot.url },
    port: plan.registrations.ports.hubspotPages,
  });
  state.site = await startSitePages({
    ...{ service, port: plan.registrations.ports.site },
    ...{ salesforcePagesUrl: state.pages.url, hubspotPagesUrl: state.hubspotPages.url },
  });
}

function describeOutcome({ outcome }: JobSummary): string {
  if (outcome.leads > 0) return renderOutcome(outcome, process.stdout.columns);
  return 'No open lead has a score on its record, so there is nothing to compare with what really happened.';
}

/** A live list on a terminal, plain lines elsewhere; with --json on standard error, which leaves the JSON alone. */
function progressOptions(json: boolean): ListrBaseClassOptions<JobState, 'default', 'simple'> {
  const logger = new ListrLogger(json ? { processOutput: new ProcessOutput(process.stderr) } : {});
  return {
    renderer: 'default',
    // Its own listeners would end the process with 127 on Ctrl-C.
    registerSignalListeners: false,
    rendererOptions: { collapseSubtasks: false, timer: PRESET_TIMER },
    fallbackRenderer: 'simple',
    fallbackRendererOptions: { logger, timer: PRESET_TIMER },
    fallbackRendererCondition: json || !process.stdout.isTTY,
  };
}

const LONGEST_CLOSE_MS = 3_000;

/** The job may be cut anywhere: what takes too long to close is left, and a second Ctrl-C ends it at once. */
function closeOnSignals(close: () => Promise<void>): void {
  const stop = async () => {
    if (isStopping) process.exit(0);
    isStopping = true;
    await Promise.race([close().catch(() => undefined), setTimeout(LONGEST_CLOSE_MS)]);
    process.exit(0);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

try {
  const request = readArguments(process.argv.slice(2));
  if (request === 'help') console.log(HELP);
  else await run(request);
} catch (error) {
  // A job whose database is closed under it fails, and that is no news.
  if (isStopping) await setTimeout(LONGEST_CLOSE_MS);
  console.error(error instanceof AixError ? `npm start: ${error.message}` : error);
  process.exit(error instanceof InputError ? 2 : 1);
}
