import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { runAix } from '../../../src/cli/run-aix.ts';
import {
  ADA,
  type CollectingService,
  type CollectingTenant,
  startCollecting,
} from '../../http/collect-fixture.ts';

describe('aix events import', () => {
  let folder: string;
  let service: CollectingService;
  let world: CollectingTenant;
  before(async () => {
    service = await startCollecting();
  });
  after(() => service.close());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aix-events-'));
    world = await service.addTenant();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: string | Buffer) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  /** Runs `aix events import`; without `env` with the service's secret key. */
  async function run(args: string[], env: Record<string, string> = { AIX_WRITE_KEY: world.secretKey }) {
    const written = { out: '', err: '' };
    const sink = (name: 'out' | 'err') => ({
      write: (text: string) => {
        written[name] += text;
      },
    });
    const terminal = { stdout: sink('out'), stderr: sink('err'), env };
    const code = await runAix(['events', ...args], terminal);
    return { code, ...written };
  }
  const load = (file: string, ...options: string[]) =>
    run(['import', file, '--url', world.service.url, ...options]);
  const stored = () =>
    world.inTenant(tenant =>
      tenant.query<{ signal: string; at: Date; lead_id: string | null; properties: object | null }>(
        'select signal, at, lead_id, properties from events where tenant_id = $1 order by at',
        [world.tenantId],
      ),
    );
  const CSV = [
    'at,signal,email,url',
    `2026-01-05T10:00:00Z,pricing_view,${ADA},/pricing`,
    `2026-01-06T10:00:00Z,page_view,${ADA},`,
    '',
  ].join('\n');

  it('stores the rows of a CSV, its further columns as properties', async () => {
    const { code, out } = await load(write('past.csv', CSV));
    assert.equal(code, 0);
    assert.match(out, /^2 rows: 2 stored, 0 bad in /);
    assert.deepEqual(await stored(), [
      {
        signal: 'pricing_view',
        at: new Date('2026-01-05T10:00:00Z'),
        lead_id: world.lead,
        properties: { url: '/pricing' },
      },
      { signal: 'page_view', at: new Date('2026-01-06T10:00:00Z'), lead_id: world.lead, properties: null },
    ]);
  });

  it('reads JSONL and compressed files as well', async () => {
    const line = JSON.stringify({ signal: 'webinar', at: '2026-02-01T10:00:00Z', email: ADA });
    assert.equal((await load(write('past.jsonl', `${line}\n\n`))).code, 0);
    assert.equal((await load(write('past.csv.gz', gzipSync(CSV)))).code, 0);
    assert.equal((await stored()).length, 3);
  });

  it('counts the same rows once, however often they are imported', async () => {
    for (const name of ['past.csv', 'again.csv']) await load(write(name, CSV));
    assert.equal((await stored()).length, 2);
  });

  it('reports bad rows by line and stores the others', async () => {
    const content = `${CSV}2026-01-07T10:00:00Z,page_view\n,page_view,${ADA},\n2026-01-08T10:00:00Z,page_view,${ADA},/\n`;
    const { code, out, err } = await load(write('past.csv', content), '--json');
    assert.equal(code, 3);
    const bad = [
      { line: 4, reason: 'it has 2 values where the header has 4' },
      { line: 5, reason: 'at is missing' },
    ];
    const { seconds, ...outcome } = JSON.parse(out.trim().split('\n').at(-1)!);
    const expected = { rows: 5, stored: 3, badRows: 2, bad, resumedAfterLine: 0, earlierRows: 0 };
    assert.deepEqual(outcome, expected);
    assert.equal(typeof seconds, 'number');
    assert.match(err, /^line 4: it has 2 values.*\nline 5: at is missing\n$/);
  });

  it('lists bad rows in the order of the file, whoever found them', async () => {
    const rows = ['2026-01-05T10:00:00Z,Bad Name,a', '2026-01-05T10:00:00Z,page_view', ',page_view,a'];
    const { err } = await load(write('past.csv', ['at,signal,email', ...rows, ''].join('\n')));
    assert.deepEqual(err.match(/^line \d+/gm), ['line 2', 'line 3', 'line 4']);
  });

  it('says so when a file has no rows', async () => {
    for (const file of [write('past.csv', 'at,signal,email\n\n'), write('past.jsonl', '\n')]) {
      const { code, out } = await load(file);
      assert.deepEqual([code, out], [0, `${file} has no rows\n`]);
    }
    const { code, out } = await load(write('past.csv', 'at,signal,email\n'), '--json');
    assert.deepEqual([code, JSON.parse(out).rows], [0, 0]);
  });

  it('refuses a CSV without a header', async () => {
    for (const nothing of ['', '\n\n', '\ufeff']) {
      const file = write('past.csv', nothing);
      const { code, out, err } = await load(file);
      assert.deepEqual([code, out], [2, '']);
      assert.equal(err, `aix: ${file} is empty: a CSV begins with a header, such as at,signal,email\n`);
    }
  });

  it('names the lines of a JSONL file that are none', async () => {
    const { code, err } = await load(write('past.jsonl', `{"signal":\n[]\n"${'x'.repeat(70_000)}"\n`));
    assert.equal(code, 3);
    assert.match(err, /^line 1: it is no JSON\nline 2: it is no JSON object\nline 3: it is longer than/);
  });

  describe('that was stopped', () => {
    const sizes: number[] = [];
    let server: Server;
    let url: string;
    beforeEach(async () => {
      sizes.length = 0;
      server = await serveThenFail(sizes);
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(() => void server.close());

    /** A file of 1,200 rows, of which the first lacks a value if so wished. */
    const writeRows = ({ firstIsBad = false } = {}) => {
      const rows = Array.from({ length: 1200 }, (_, at) => `2026-01-05T10:00:00Z,page_view,${ADA},/${at}`);
      if (firstIsBad) rows[0] = 'page_view';
      return write('past.csv', ['at,signal,email,url', ...rows, ''].join('\n'));
    };
    const importIt = (file: string, ...options: string[]) => run(['import', file, '--url', url, ...options]);

    it('goes on where it was', async () => {
      const file = writeRows();
      const stopped = await importIt(file);
      assert.equal(stopped.code, 2);
      assert.match(stopped.err, /The service refuses the events of lines 502 to 1001: stopped/);
      assert.ok(existsSync(`${file}.aix-progress`));
      const resumed = await importIt(file);
      assert.equal(resumed.code, 0);
      assert.match(
        resumed.out,
        /^1200 rows: 1200 stored, 0 bad \(500 of the rows in an earlier run, up to line 501\) in .* s\n$/,
      );
      assert.deepEqual(sizes, [500, 500, 500, 200]);
      assert.ok(!existsSync(`${file}.aix-progress`), 'nothing is left to go on with');
    });

    it('counts and lists what was bad before it was stopped', async () => {
      const file = writeRows({ firstIsBad: true });
      await importIt(file);
      const { code, out, err } = await importIt(file, '--json');
      assert.equal(code, 3);
      const { seconds, ...outcome } = JSON.parse(out);
      const bad = [{ line: 2, reason: 'it has 1 values where the header has 4' }];
      assert.deepEqual(outcome, {
        ...{ rows: 1200, stored: 1199, badRows: 1, bad },
        ...{ resumedAfterLine: 501, earlierRows: 500 },
      });
      assert.equal(err, 'line 2: it has 1 values where the header has 4\n');
    });

    it('begins anew, and says why, where the note of an older version has no counts', async () => {
      const file = writeRows({ firstIsBad: true });
      await importIt(file);
      const note = `${file}.aix-progress`;
      const { counts, ...older } = JSON.parse(readFileSync(note, 'utf8'));
      writeFileSync(note, JSON.stringify(older));
      const { code, out, err } = await importIt(file);
      assert.equal(code, 3);
      assert.match(out, /^1200 rows: 1199 stored, 1 bad in /);
      assert.match(
        err,
        /past\.csv\.aix-progress, of an older version, does not say .* bad: beginning at the first row; .*\nline 2: /,
      );
    });

    it('begins anew with --fresh, and counts no row twice', async () => {
      const file = writeRows({ firstIsBad: true });
      await importIt(file);
      const { code, out } = await importIt(file, '--fresh');
      assert.equal(code, 3);
      assert.match(out, /^1200 rows: 1199 stored, 1 bad in /);
    });
  });

  const wrong: [string, string[], RegExp][] = [
    ['another action', ['export'], /events can only import, got "export"/],
    ['no file', ['import'], /needs a file/],
    ['two files', ['import', 'a.csv', 'b.csv'], /takes one file, got also "b.csv"/],
    ['a file of another kind', ['import', 'a.xlsx'], /reads \.csv and \.jsonl/],
    ['a file that there is not', ['import', 'none.csv'], /There is no file "none.csv"/],
    ['an address that is none', ['import', 'a.csv', '--url', 'here'], /--url must be an http address/],
    ['an option that there is not', ['import', 'a.csv', '--quick'], /events cannot read its options/],
  ];
  for (const [what, args, message] of wrong)
    it(`refuses ${what}`, async () => {
      const { code, err } = await run(args);
      assert.equal(code, 2);
      assert.match(err, message);
    });

  it('refuses a header that lacks a column, or has one twice', async () => {
    for (const [header, message] of [
      ['at,email', /has no column signal/],
      ['at,signal,at', /has the column "at" twice/],
    ] as const) {
      const { code, err } = await load(write('past.csv', `${header}\n1,2,3\n`));
      assert.equal(code, 2);
      assert.match(err, message);
    }
  });

  it('needs a key that the service knows', async () => {
    const file = write('past.csv', CSV);
    const none = await run(['import', file], {});
    assert.equal(none.code, 2);
    assert.match(none.err, /needs a secret write key in AIX_WRITE_KEY/);
    const wrongKey = await run(['import', file, '--url', world.service.url], { AIX_WRITE_KEY: 'guessed' });
    assert.equal(wrongKey.code, 1);
    assert.match(wrongKey.err, /refuses AIX_WRITE_KEY/);
    assert.ok(!wrongKey.err.includes('guessed'));
    const publicKey = await run(['import', file, '--url', world.service.url], {
      AIX_WRITE_KEY: world.publicKey,
    });
    assert.equal(publicKey.code, 2);
    assert.match(publicKey.err, /^aix: AIX_WRITE_KEY holds a public key: events import needs a secret one/);
    assert.ok(!publicKey.err.includes(world.publicKey));
  });

  it('explains itself', async () => {
    const { code, out } = await run(['--help']);
    assert.equal(code, 0);
    assert.match(out, /^Usage: aix events import/);
  });
});

/** A service that stores one batch, refuses the second, and stores the rest; notes the size of each. */
async function serveThenFail(sizes: number[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { events } = (await json(request)) as { events: object[] };
    sizes.push(events.length);
    const isStopped = sizes.length === 2;
    response.writeHead(isStopped ? 400 : 202, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isStopped ? { detail: 'stopped' } : { rejected: [] }));
  });
  server.listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  return server;
}
