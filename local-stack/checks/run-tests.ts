import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * `npm test`: everything once with the embedded database, and what touches a database again on PostgreSQL. That leg needs a server
 * that may be filled and emptied, so it must be named. Each leg is a process of its own, and every suite has a database,
 * directories and ports of its own; one leg more than there are processors runs at once, since tests also wait.
 */
const SERVER = 'AIX_TEST_DATABASE_URL';

interface Leg {
  title: string;
  spec: string;
  server?: string | undefined;
}

const server = process.env[SERVER];
/** Hundreds of processes and threads read the same modules; this way they are compiled once. */
const compiled = mkdtempSync(join(tmpdir(), 'aix-compiled-'));
process.once('exit', () => rmSync(compiled, { recursive: true, force: true }));
/** The longest first. */
const LEGS: readonly Leg[] = [
  { title: 'The local stack', spec: 'local-stack/test/**/*.{test,properties}.ts' },
  { title: 'The service, embedded database', spec: 'backend/test/**/*.{test,properties}.ts' },
  ...(server === undefined
    ? []
    : [
        {
          title: 'What touches the database, PostgreSQL',
          spec: 'backend/test/{store,use-cases,http,jobs}/**/*.{test,contract,properties}.ts',
          server,
        },
      ]),
  { title: 'The scoring library', spec: 'shared-scoring/test/**/*.{test,properties}.ts' },
];

/** Runs one leg and prints what it said once it is done. Resolves to whether all of its tests passed. */
async function runMocha(leg: Leg): Promise<boolean> {
  const began = performance.now();
  const { [SERVER]: _, ...env } = process.env;
  const mocha = spawn('mocha', ['--config', 'local-stack/checks/mocharc.json', leg.spec], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, NODE_COMPILE_CACHE: compiled, ...(leg.server && { [SERVER]: leg.server }) },
  });
  const said = Promise.all([text(mocha.stdout), text(mocha.stderr)]);
  const [status] = await once(mocha, 'exit');
  for (const words of await said) process.stdout.write(words);
  console.log(`== ${leg.title}: ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
  return status === 0;
}

const waiting = [...LEGS];
const failed: string[] = [];
async function runNext(): Promise<void> {
  for (let leg = waiting.shift(); leg !== undefined; leg = waiting.shift()) {
    console.log(`== ${leg.title} …`);
    if (!(await runMocha(leg))) failed.push(leg.title);
  }
}
await Promise.all(Array.from({ length: availableParallelism() + 1 }, runNext));
if (server === undefined)
  console.warn(
    `!! SKIPPED: the database tests on PostgreSQL. To run them: ${SERVER}=postgresql://user@127.0.0.1:5432/postgres npm test`,
  );
if (failed.length > 0) console.error(`!! FAILED: ${failed.join('; ')}`);
process.exit(failed.length === 0 ? 0 : 1);
