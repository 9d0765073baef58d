import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/**
 * `npm test`: everything once with the embedded database, and beside it what touches a database again on PostgreSQL. The second
 * leg needs a server that may be filled and emptied, so it must be named. Each leg is a process of its own, and every suite has a
 * database, directories and ports of its own.
 */
const DATABASE_TESTS = 'backend/test/{store,use-cases,http,jobs}/**/*.{test,contract,properties}.ts';
const ALL_TESTS = '{shared-scoring,backend,local-stack}/test/**/*.{test,properties}.ts';
const SERVER = 'AIX_TEST_DATABASE_URL';

interface Leg {
  title: string;
  spec: string;
  server: string | undefined;
}

/** Runs one leg; its output comes when it is done, or as it goes where it `isFirst`. Resolves to whether all tests passed. */
async function runMocha({ title, spec, server }: Leg, isFirst: boolean): Promise<boolean> {
  const began = performance.now();
  const { [SERVER]: _, ...env } = process.env;
  const mocha = spawn('mocha', ['--config', 'local-stack/checks/mocharc.json', spec], {
    stdio: isFirst ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...env, ...(server && { [SERVER]: server }) },
  });
  const said = isFirst ? [] : [text(mocha.stdout!), text(mocha.stderr!)];
  const [status] = await once(mocha, 'exit');
  for (const words of said) process.stdout.write(await words);
  console.log(`== ${title}: ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  return status === 0;
}

const server = process.env[SERVER];
const embedded: Leg = { title: 'All tests, embedded database', spec: ALL_TESTS, server: undefined };
const onServer: Leg[] =
  server === undefined ? [] : [{ title: 'Database tests, PostgreSQL', spec: DATABASE_TESTS, server }];
const passed = await Promise.all([embedded, ...onServer].map((leg, at) => runMocha(leg, at === 0)));
if (server === undefined) {
  console.warn(
    `\n!! SKIPPED: the database tests on PostgreSQL. To run them: ${SERVER}=postgresql://user@127.0.0.1:5432/postgres npm test`,
  );
}
process.exit(passed.every(Boolean) ? 0 : 1);
