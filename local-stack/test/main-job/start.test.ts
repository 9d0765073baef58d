import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, endOf, printed, runStart, spawnStart } from './start-process.ts';

const KEY = randomBytes(32).toString('base64');
const SMALL = ['--leads', '60'];

/** One sentence for a person on standard error, nothing like a stack trace, and nothing half done. */
function assertRefused({ status, out, err }: Ended, expected: { status: number; sentence: RegExp }): void {
  assert.equal(status, expected.status, err);
  assert.match(err, expected.sentence);
  assert.match(err, /^npm start: [^\n]+\n$/, 'one line');
  assert.doesNotMatch(out + err, /\n {4}at /);
}

describe('npm start', () => {
  let directory: string;
  const at = (name: string) => join(directory, name);
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'aix-start-'));
  });
  after(() => rmSync(directory, { recursive: true }));

  describe('with wrong words or settings', () => {
    it('explains itself for --help', async () => {
      const { status, out, err } = await runStart(['--help'], { AIX_DATA_DIR: at('help') });
      assert.deepEqual([status, err], [0, '']);
      for (const word of ['--fresh', '--once', '--json', '--leads 4000', 'AIX_PORT', 'DATABASE_URL'])
        assert.ok(out.includes(word), word);
    });

    const refusals: [string, { words?: string[]; env?: Record<string, string>; status?: number }, RegExp][] =
      [
        ['an option that there is not', { words: ['--nope'], status: 2 }, /--nope.*--help/],
        ['a number of leads that is none', { words: ['--leads', 'many'], status: 2 }, /whole number.*many/],
        ['fewer leads than a demo needs', { words: ['--leads', '9'], status: 2 }, /from 10 .*got 9/],
        ['more leads than there are', { words: ['--leads', '41189'], status: 2 }, /to 41188, got 41189/],
        ['a port that is none', { env: { AIX_PORT: 'http' } }, /AIX_PORT/],
        [
          'a key that is none',
          { env: { AIX_ENCRYPTION_KEY: 'short' } },
          /AIX_ENCRYPTION_KEY must be 32 bytes/,
        ],
        [
          'a database without a key',
          { env: { DATABASE_URL: 'postgresql://127.0.0.1/aix' } },
          /AIX_ENCRYPTION_KEY is missing/,
        ],
        [
          'a database that does not answer',
          { env: { DATABASE_URL: 'postgresql://root:pa55word@127.0.0.1:1/aix', AIX_ENCRYPTION_KEY: KEY } },
          /database aix on 127\.0\.0\.1:1 cannot be used .*: start it, or correct DATABASE_URL/,
        ],
      ];
    for (const [what, { words = [], env = {}, status = 1 }, sentence] of refusals)
      it(`refuses ${what} in one sentence`, async () => {
        const ended = await runStart(['--once', ...words], { AIX_DATA_DIR: at('refused'), ...env });
        assertRefused(ended, { status, sentence });
        assert.ok(!ended.err.includes('pa55word'));
        assert.equal(existsSync(at('refused/demo.json')), false, 'nothing was made');
      });

    it('refuses a port that is in use', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const port = String((server.address() as AddressInfo).port);
      const ended = await runStart(['--once'], { AIX_DATA_DIR: at('port'), AIX_PORT: port });
      server.close();
      assertRefused(ended, { status: 1, sentence: new RegExp(`Port ${port} is in use: .*AIX_PORT`) });
      assert.equal(existsSync(at('port/demo.json')), false);
    });

    it('refuses a data directory that cannot be made', async () => {
      writeFileSync(at('file'), 'a file');
      const ended = await runStart(['--once'], { AIX_DATA_DIR: at('file') });
      assertRefused(ended, { status: 1, sentence: /data directory .* cannot be made.*AIX_DATA_DIR/ });
    });
  });

  describe('while it serves', () => {
    let child: ChildProcess;
    let url: string;
    let complaints = '';
    const settings = () => ({ AIX_DATA_DIR: at('served') });
    before(async () => {
      child = spawnStart(SMALL, settings());
      child.stderr?.on('data', text => {
        complaints += text;
      });
      const text = await printed(child, 'Ctrl-C stops it');
      url = /Open (http:\S+)/.exec(text)?.[1] ?? '';
    });

    it('warns of nothing', () => assert.equal(complaints, ''));

    it('answers at the printed address, with a session', async () => {
      const opened = await fetch(url, { redirect: 'manual' });
      assert.equal(opened.status, 302);
      const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const page = await (await fetch(new URL('/', url), { headers: { cookie } })).text();
      assert.match(page, /60 leads/);
    });

    for (const words of [[], ['--fresh']])
      it(`refuses a second ${['npm start', ...words].join(' -- ')} on the same data, and removes nothing`, async () => {
        const before = readdirSync(at('served'), { recursive: true }).sort();
        const ended = await runStart(['--once', ...SMALL, ...words], settings());
        assertRefused(ended, { status: 1, sentence: /Another process is using the data directory/ });
        assert.deepEqual(readdirSync(at('served'), { recursive: true }).sort(), before);
        assert.equal((await fetch(new URL('/readyz', url))).status, 200);
      });

    it('ends with 0 at Ctrl-C', async () => {
      const ended = endOf(child);
      child.kill('SIGINT');
      assert.equal((await ended).status, 0);
    });

    it('refuses another key than the data was sealed with, and does nothing', async () => {
      const ended = await runStart(['--once', ...SMALL], { ...settings(), AIX_ENCRYPTION_KEY: KEY });
      assertRefused(ended, { status: 1, sentence: /encryption key is not the one/ });
    });

    it('refuses a damaged key', async () => {
      writeFileSync(at('served/encryption-key'), 'damaged');
      const ended = await runStart(['--once', ...SMALL], settings());
      assertRefused(ended, { status: 1, sentence: /encryption-key holds no 32-byte key/ });
    });

    it('refuses another number of leads than there are, and says how to begin again', async () => {
      const ended = await runStart(['--once', '--leads', '70'], settings());
      assertRefused(ended, { status: 1, sentence: /found 60 leads .* asked for 70 .*--fresh/ });
    });

    it('begins again with --fresh, whatever is damaged', async () => {
      const { status, out } = await runStart(['--once', '--json', '--fresh', '--leads', '70'], settings());
      assert.equal(status, 0);
      assert.equal(JSON.parse(out).leads, 70);
    });
  });

  it('prints one JSON object on standard output with --once --json, and everything else on standard error', async () => {
    const { status, out, err } = await runStart(['--once', '--json', ...SMALL], { AIX_DATA_DIR: at('json') });
    assert.equal(status, 0);
    assert.equal(out.trim().split('\n').length, 1);
    const summary = JSON.parse(out);
    assert.deepEqual(Object.keys(summary), [
      'leads',
      'trainedOn',
      'scored',
      'aucHeldOut',
      'liftTop10HeldOut',
      'connections',
      'seconds',
    ]);
    assert.equal(summary.leads, 60);
    for (const connection of summary.connections)
      assert.deepEqual(Object.keys(connection), ['crm', 'records', 'writtenBack', 'failed']);
    assert.match(err, /Read leads/);
  });

  it('ends with 0 at Ctrl-C while it works, and the next start goes on', async () => {
    const words = ['--once', '--json', '--leads', '800'];
    const child = spawnStart(words, { AIX_DATA_DIR: at('stopped') });
    const ended = endOf(child);
    const seen = new Promise<void>(resolve => {
      child.stderr?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Read leads')) resolve();
      });
    });
    await seen;
    child.kill('SIGINT');
    const { status, out, err } = await ended;
    assert.deepEqual([status, out], [0, ''], err);
    assert.doesNotMatch(err, /\n {4}at |npm start:/);
    const next = await runStart(words, { AIX_DATA_DIR: at('stopped') });
    assert.equal(next.status, 0, next.err);
    assert.equal(JSON.parse(next.out).leads, 800);
  });
});
