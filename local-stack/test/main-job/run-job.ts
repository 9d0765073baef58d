import { Listr } from 'listr2';
import { beginJob, JOB_STEPS } from '../../main-job/main-job.ts';
import { closeStack, planStack, type StackRequest } from '../../main-job/open-local-stack.ts';
import { jobSummaryJson } from '../../main-job/summarize-job.ts';

/** The main job in a process of its own, which a test may kill. Takes a `StackRequest` as JSON and ends like `--json`. */
const request = JSON.parse(process.argv[2] ?? '') as StackRequest;
const state = beginJob(await planStack(request));
await new Listr(JOB_STEPS, { renderer: 'simple' }).run(state);
await closeStack(state);
process.stdout.write(`\n${JSON.stringify(jobSummaryJson(state.summary, 0))}\n`);
