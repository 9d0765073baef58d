import assert from 'node:assert/strict';
import Backfill from '../../src/commands/aix/backfill.ts';
import Connect from '../../src/commands/aix/connect.ts';
import Disconnect from '../../src/commands/aix/disconnect.ts';
import Score from '../../src/commands/aix/score.ts';
import Status from '../../src/commands/aix/status.ts';
import { CONNECTION_ID, STATUS } from '../doctor/facts.ts';
import { type Answer, problemAnswer } from '../service/loopback-service.ts';
import { useCommands } from './command-context.ts';

const CONNECTION = `/v1/connections/${CONNECTION_ID}`;
const DISCONNECTED = { records: 10, leads: 9, waitingWrites: 1, keys: 1, tokensRevoked: true };
const disconnecting = (rest = {}) => ({ [`POST ${CONNECTION}/disconnect`]: { ...DISCONNECTED, ...rest } });
const nothingConnected = (): Record<string, Answer> => ({ 'GET /v1/connections': [] });

describe('every command', () => {
  const begin = useCommands();

  it('says how to give it a session', async () => {
    delete process.env.AIX_TOKEN;
    const { flags } = await begin();
    await assert.rejects(Status.run(flags), { name: 'NoTokenError' });
    process.env.AIX_TOKEN = 'two words';
    await assert.rejects(Status.run(flags), (error: Error) => !error.message.includes('two words'));
  });

  it('takes no session on the command line', async () => {
    const { flags } = await begin();
    await assert.rejects(Status.run([...flags, '--token', 'x.y.z']), /only be read from stdin/);
  });

  it('speaks of the target org’s connection only, whatever else the tenant has', async () => {
    const other = { ...STATUS, externalId: '00D000000000009EAA' };
    const { flags } = await begin({ answers: () => ({ 'GET /v1/connections': [other] }) });
    for (const run of [() => Status.run(flags), () => Disconnect.run([...flags, '--no-prompt'])])
      await assert.rejects(run(), { name: 'NotConnected' });
  });
});

describe('sf aix status', () => {
  const begin = useCommands();

  it('shows how the connection stands', async () => {
    const { flags, org, printed } = await begin();
    const result = await Status.run(flags);
    assert.deepEqual(
      [result.orgId, result.connectionId, result.readiness.verdict],
      [...[org.orgId, CONNECTION_ID, 'ready']],
    );
    assert.match(printed(), /API calls in 24 hours.*20 of 20000 \(open\)/);
  });

  it('says what to do when the org took its grant back', async () => {
    const ended = { [`GET ${CONNECTION}/status`]: { ...STATUS, state: 'ended' } };
    const { flags, printed } = await begin({ answers: () => ended });
    await Status.run(flags);
    assert.match(printed(), /took its grant back.*sf aix connect/);
  });
});

describe('sf aix score', () => {
  const begin = useCommands();
  const LEAD = '00Q0000000000omEAA';
  const record = `${CONNECTION}/records/Lead/${LEAD}`;
  const scored = { leadId: 'l', isPublished: true, receiptId: 'r' };

  it('scores a lead and shows the score as the card does', async () => {
    const header = { band: 'Hot', scorePoints: 72, text: 'Hot · 72' };
    const card = { state: 'scored', header, probability: { text: '67 % likely' } };
    const answers = () => ({ [`POST ${record}/score`]: scored, [`GET ${record}/card`]: card });
    const { flags, service, printed } = await begin({ answers });
    assert.deepEqual(await Score.run([...flags, '-i', LEAD.slice(0, 15)]), {
      ...{ recordId: LEAD, state: 'scored', scorePoints: 72, band: 'Hot', isPublished: true, receiptId: 'r' },
    });
    assert.match(printed(), /Hot · 72.*67 % likely.*on its way/s);
    const posted = service.asked.find(({ what }) => what.startsWith('POST'));
    assert.match(String(posted?.headers['idempotency-key']), /^[0-9a-f-]{36}$/);
  });

  it('says why there is no score', async () => {
    const card = { state: 'too_little', title: 'Too early to tell', text: '12 outcomes so far' };
    const answers = () => ({
      [`POST ${record}/score`]: { ...scored, isPublished: false, receiptId: null },
      [`GET ${record}/card`]: card,
    });
    const { flags, printed } = await begin({ answers });
    const result = await Score.run([...flags, '-i', LEAD]);
    assert.deepEqual([result.state, result.scorePoints, result.band], ['too_little', null, null]);
    assert.match(printed(), /Too early to tell.*12 outcomes/s);
  });

  it('refuses what is no lead’s id before it asks anybody', async () => {
    const { flags, service } = await begin();
    for (const id of ['003000000000001', '00Q', "00Q' OR Id != '"])
      await assert.rejects(Score.run([...flags, '-i', id]));
    assert.deepEqual(service.asked, []);
  });
});

describe('sf aix disconnect', () => {
  const begin = useCommands();
  const posts = (asked: { what: string }[]) => asked.filter(({ what }) => what.startsWith('POST')).length;

  it('asks first, and does nothing without a yes', async () => {
    const { flags, service, prompter } = await begin({ answers: () => disconnecting() });
    prompter.confirm.resolves(false);
    await assert.rejects(Disconnect.run(flags), { name: 'NotConfirmedError' });
    assert.equal(posts(service.asked), 0);
    assert.match(JSON.stringify(prompter.confirm.args), /The bank.*for good/);
    prompter.confirm.resolves(true);
    assert.equal((await Disconnect.run(flags)).leads, 9);
  });

  it('asks nobody with --no-prompt, and with --json wants it', async () => {
    const { flags, service, prompter } = await begin({ answers: () => disconnecting() });
    await assert.rejects(Disconnect.run([...flags, '--json']), { name: 'CannotAskError' });
    assert.equal(posts(service.asked), 0);
    const { orgId: _, ...result } = await Disconnect.run([...flags, '--no-prompt', '--json']);
    assert.deepEqual(result, { connectionId: CONNECTION_ID, ...DISCONNECTED });
    assert.equal(prompter.confirm.callCount, 0);
  });

  it('says when the org kept its grant', async () => {
    const { flags, printed } = await begin({ answers: () => disconnecting({ tokensRevoked: false }) });
    await Disconnect.run([...flags, '--no-prompt']);
    assert.match(printed(), /did not take its grant back/);
  });
});

describe('sf aix connect', () => {
  const begin = useCommands();

  it('shows where to consent, at the org’s own host, and with --async does not wait', async () => {
    const { flags, org } = await begin({ answers: nothingConnected });
    const result = await Connect.run([...flags, '--async', '--namespace', 'acme']);
    assert.equal(result.state, 'consent_needed');
    const url = new URL(result.consentUrl ?? '');
    assert.equal(url.pathname, '/v1/connections/salesforce/consent');
    assert.equal(url.searchParams.get('loginHost'), new URL(org.instanceUrl).host);
    assert.equal(url.searchParams.get('namespace'), 'acme');
  });

  it('does nothing for an org that is connected, and says what is left to do', async () => {
    const { flags, service } = await begin({ orgAnswers: { AIX_Setting__mdt: { records: [], done: true } } });
    const result = await Connect.run(flags);
    assert.deepEqual([result.state, result.connectionId], ['connected', CONNECTION_ID]);
    assert.match(result.next.join(' '), new RegExp(`Connection Id ${CONNECTION_ID}.*sf aix doctor`));
    assert.ok(service.asked.every(({ what }) => what.startsWith('GET')));
  });

  it('connects as an integration user without a browser, or says what the service wants first', async () => {
    const detail = 'The bank does not yet say that it wants this connection: enter the Connection Id x';
    const answers = () => ({
      ...nothingConnected(),
      'POST /v1/connections/salesforce': problemAnswer(403, 'ERR_FORBIDDEN', detail),
    });
    const { flags, service } = await begin({ answers });
    const run = () => Connect.run([...flags, '--integration-user', 'aix@bank.example']);
    await assert.rejects(run(), { message: detail });
    const posted = service.asked.find(({ what }) => what.startsWith('POST'));
    assert.deepEqual(JSON.parse(posted?.body ?? ''), { username: 'aix@bank.example', namespace: '' });
  });

  it('says so when the integration user belongs to another org', async () => {
    const answers = () => ({ ...nothingConnected(), 'POST /v1/connections/salesforce': {} });
    const { flags } = await begin({ answers });
    const run = Connect.run([...flags, '--integration-user', 'aix@other.example']);
    await assert.rejects(run, { name: 'OtherOrgError' });
  });
});

describe('sf aix backfill', () => {
  const begin = useCommands();
  const asked = { state: 'waiting', askedAt: '2026-12-01T00:00:00.000Z', begunAt: null, doneAt: null };
  const waiting = { ...asked, read: 0, of: null };
  const done = { ...asked, state: 'done', read: 1_100, of: 1_100 };
  const answers = (orgId: string) => ({
    [`POST ${CONNECTION}/backfill`]: waiting,
    [`GET ${CONNECTION}/status`]: { ...STATUS, externalId: orgId, backfill: done },
  });

  it('waits until everything was read', async () => {
    const { flags, org, printed } = await begin({ answers });
    const result = await Backfill.run(flags);
    assert.deepEqual(result, { orgId: org.orgId, connectionId: CONNECTION_ID, ...done });
    assert.match(printed(), /Read 1100 records/);
  });

  it('with --async only asks for it', async () => {
    const { flags, service, printed } = await begin({ answers });
    assert.equal((await Backfill.run([...flags, '--async'])).state, 'waiting');
    assert.match(printed(), /goes on in the background/);
    assert.ok(!service.asked.some(({ what }) => what.endsWith('/status')));
  });

  it('says so when the org was disconnected meanwhile', async () => {
    const lost = (orgId: string) => ({
      ...answers(orgId),
      [`GET ${CONNECTION}/status`]: { ...STATUS, externalId: orgId },
    });
    const { flags } = await begin({ answers: lost });
    await assert.rejects(Backfill.run(flags), { name: 'LostError' });
  });
});
