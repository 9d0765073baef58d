import { spawnSync } from 'node:child_process';

/**
 * `npm test`: everything once with the embedded database, then what touches a database again on PostgreSQL. The second
 * leg needs a server that may be filled and emptied, so it must be named.
 */
const DATABASE_TESTS = 'backend/test/{store,use-cases,http,jobs}/**/*.{test,contract,properties}.ts';
const ALL_TESTS = '{shared-scoring,backend,local-stack}/test/**/*.{test,properties}.ts';
const SERVER = 'AIX_TEST_DATABASE_URL';

function runMocha(title: string, spec: string, server: string | undefined): boolean {
  console.log(`\n== ${title}`);
  const { [SERVER]: _, ...env } = process.env;
  const { status } = spawnSync('mocha', ['--config', 'local-stack/checks/mocharc.json', spec], {
    stdio: 'inherit',
    env: { ...env, ...(server && { [SERVER]: server }) },
  });
  return status === 0;
}

const server = process.env[SERVER];
const embedded = runMocha('All tests, embedded database', ALL_TESTS, undefined);
const onServer = server === undefined || runMocha('Database tests, PostgreSQL', DATABASE_TESTS, server);
if (server === undefined) {
  console.warn(
    `\n!! SKIPPED: the database tests on PostgreSQL. To run them: ${SERVER}=postgresql://user@127.0.0.1:5432/postgres npm test`,
  );
}
process.exit(embedded && onServer ? 0 : 1);
