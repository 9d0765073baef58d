import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Destination, sendBatch } from '../../../src/cli/events/send-batch.ts';

describe('sendBatch', () => {
  let server: Server;
  let destination: Destination;
  /** What the service answers, one after the other; the last of them ever after. */
  let answers: [status: number, body: object, headers?: Record<string, string>][];
  let said: string[];
  let rested: number[];
  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume();
      const [status, body, headers] = answers.length > 1 ? answers.shift()! : answers[0]!;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    });
    server.listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    [said, rested] = [[], []];
    destination = {
      ...{ url, key: 'aix_sk_test' },
      say: text => void said.push(text.replace(url, 'URL')),
      rest: async ms => void rested.push(ms),
    };
  });
  afterEach(() => void server.close());

  const ROWS = [2, 3, 7].map(line => ({ line, event: { id: String(line) } }));
  const send = () => sendBatch(destination, ROWS);

  it('names what the service did not store by its line', async () => {
    answers = [[202, { rejected: [{ index: 2, reason: 'at is missing' }] }]];
    assert.deepEqual(await send(), [{ line: 7, reason: 'at is missing' }]);
    assert.deepEqual(said, []);
  });

  it('says that the service is busy, and when it is asked again', async () => {
    answers = [
      [503, { detail: 'Busy' }],
      [429, { detail: 'Too many' }, { 'retry-after': '7' }],
      [202, { rejected: [] }],
    ];
    assert.deepEqual(await send(), []);
    assert.deepEqual(said, [
      'URL answered 503 (Busy): try 2 of 8 in 0.5 s\n',
      'URL answered 429 (Too many): try 3 of 8 in 7 s\n',
    ]);
    assert.deepEqual(rested, [500, 7_000]);
  });

  it('says that the service does not answer, at every try, and gives up', async () => {
    server.close();
    await assert.rejects(send(), {
      code: 'ERR_BUSY',
      message:
        /^http:\S+ does not answer \(ECONNREFUSED\), tried 8 times: start the service, and run the same command again to go on$/,
    });
    assert.equal(said.length, 7);
    assert.equal(said[0], 'URL does not answer (ECONNREFUSED): try 2 of 8 in 0.5 s\n');
    assert.equal(said.at(-1), 'URL does not answer (ECONNREFUSED): try 8 of 8 in 30 s\n');
  });

  it('names the lines that the service answers with a fault of its own, and that answer', async () => {
    answers = [[500, { detail: 'It has been logged' }]];
    await assert.rejects(send(), {
      code: 'ERR_BUSY',
      message:
        /^http:\S+ answered the events of lines 2 to 7 with 500 \(It has been logged\), tried 8 times: see its log for the reason; with these lines taken out, the same command stores the others$/,
    });
  });

  it('does not blame the lines for a service that stays busy', async () => {
    answers = [[503, { detail: 'Busy' }]];
    await assert.rejects(send(), {
      message: /^http:\S+ answered 503 \(Busy\), tried 8 times: run the same command again to go on$/,
    });
  });

  it('names the lines that the service refuses', async () => {
    answers = [[400, { detail: 'No' }]];
    await assert.rejects(send(), {
      name: 'InputError',
      message: 'The service refuses the events of lines 2 to 7: No',
    });
    await assert.rejects(sendBatch(destination, ROWS.slice(0, 1)), { message: /the event of line 2: No$/ });
  });
});
