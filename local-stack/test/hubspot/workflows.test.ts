import assert from 'node:assert/strict';
import { Client, Signature } from '@hubspot/api-client';
import { durationMs } from '../../hubspot/workflows/run-step.ts';
import { APP_ORIGIN, type AppServer, removeAppProject, serveApp, writeAppProject } from './app-fixture.ts';
import { APP, PORTAL_ID, type ServedPortal, servePortal } from './portal-fixture.ts';

const CONTACT = '/crm/objects/2026-03/contacts/51';
const SCOPES = [...APP.requiredScopes, 'automation'];
const HOUR_MS = 3_600_000;
const setJob = (value: string) => [{ setProperty: { name: 'job', value } }];
const WORKFLOW = {
  workflowId: 5,
  name: 'Tell the app',
  objectType: 'contacts',
  trigger: { property: 'hs_lead_status', values: ['IN_PROGRESS', 'CONNECTED'] },
  reEnroll: true,
  steps: [
    {
      action: 'greet',
      inputs: { tone: 'warm' },
      branch: { output: 'mood', cases: { glad: setJob('glad') }, otherwise: setJob('sad') },
    },
  ],
};

describe('the HubSpot stand-in’s workflows', () => {
  let project: string;
  let server: AppServer;
  let portal: ServedPortal;
  let now: number;

  beforeEach(async () => {
    now = Date.UTC(2026, 10, 22, 9, 30);
    project = writeAppProject({
      requiredScopes: SCOPES,
      actions: [{ uid: 'greet', outputFields: ['mood'] }],
    });
    server = await serveApp();
    server.answer = () => ({
      status: 200,
      body: { outputFields: { mood: 'glad', hs_execution_state: 'SUCCESS' } },
    });
    portal = await servePortal(
      { contactCount: 3, app: { requiredScopes: SCOPES } },
      { appProject: { directory: project, origins: { [APP_ORIGIN]: server.url } }, now: () => now },
    );
  });
  afterEach(async () => {
    await portal.close();
    await server.close();
    removeAppProject(project);
  });

  const add = (change: object = {}) =>
    fetch(`${portal.url}/__workflows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...WORKFLOW, ...change }),
    });
  const setStatus = async (status: string) => {
    await portal.call('PATCH', CONTACT, { properties: { hs_lead_status: status } });
    await portal.standIn.workflows.runDue();
  };
  const passTime = async (ms: number) => {
    now += ms;
    await portal.standIn.workflows.runDue();
  };
  const steps = () =>
    portal.standIn.workflows.enrolments.map(({ state, steps }) => [state, ...steps.map(step => step.state)]);
  const job = async () => {
    const { body } = await portal.call('GET', `${CONTACT}?properties=job`);
    return (body.properties as Record<string, string>).job;
  };
  const complete = (callbackId: string, outputFields: object, token = portal.accessToken) =>
    new Client({ accessToken: token, basePath: portal.url }).apiRequest({
      method: 'POST',
      path: `/automation/actions/callbacks/2026-03/${callbackId}/complete`,
      body: { outputFields, typedOutputs: {} },
    });
  const block = (hs_expiration_duration?: string) => {
    server.answer = () => ({
      status: 200,
      body: { outputFields: { hs_execution_state: 'BLOCK', hs_expiration_duration } },
    });
  };
  const lastCallback = () => String(JSON.parse(server.requests.at(-1)?.body ?? '{}').callbackId);

  it('call the app’s action, signed in both versions, and branch on its output', async () => {
    await add();
    await setStatus('CONNECTED');
    const [request] = server.requests;
    const { callbackId, ...body } = JSON.parse(request?.body ?? '{}');
    assert.deepEqual(body, {
      origin: { portalId: PORTAL_ID, actionDefinitionId: 1, actionDefinitionVersion: 1 },
      context: { source: 'WORKFLOWS', workflowId: 5 },
      object: { objectId: 51, objectType: 'CONTACT', properties: { email: 'person0@lead.example' } },
      inputFields: { tone: 'warm' },
    });
    assert.match(callbackId, /^ap-/);
    const options = {
      ...{ clientSecret: APP.clientSecret, requestBody: request?.body ?? '', signature: '' },
      ...{ url: `${server.url}/actions/greet`, timestamp: now },
    };
    assert.equal(request?.headers['x-hubspot-signature'], Signature.getSignature('POST', 'v2', options));
    assert.equal(request?.headers['x-hubspot-signature-v3'], Signature.getSignature('POST', 'v3', options));
    assert.deepEqual(steps(), [['COMPLETED', 'SUCCESS', 'SUCCESS']]);
    assert.equal(await job(), 'glad');
  });

  it('run once for each change to one of the values, and not for what stays the same', async () => {
    await add();
    for (const status of ['CONNECTED', 'CONNECTED', 'OPEN_DEAL', 'IN_PROGRESS']) await setStatus(status);
    assert.equal(server.requests.length, 2);
  });

  it('enrol a record only once unless it may be enrolled again', async () => {
    await add({ reEnroll: false });
    for (const status of ['CONNECTED', 'IN_PROGRESS']) await setStatus(status);
    assert.equal(server.requests.length, 1);
  });

  it('take the other branch for any other value', async () => {
    await add();
    server.answer = () => ({ status: 200, body: { outputFields: { mood: 'toString' } } });
    await setStatus('CONNECTED');
    assert.deepEqual(
      [portal.standIn.workflows.enrolments[0]?.steps[0]?.branch, await job()],
      ['otherwise', 'sad'],
    );
  });

  it('go on after FAIL_CONTINUE and after a client’s error, without trying again', async () => {
    await add();
    server.answer = () => ({ status: 200, body: { outputFields: { hs_execution_state: 'FAIL_CONTINUE' } } });
    await setStatus('CONNECTED');
    server.answer = () => ({ status: 400 });
    await setStatus('IN_PROGRESS');
    await passTime(100 * HOUR_MS);
    assert.equal(server.requests.length, 2);
    const end = ['COMPLETED', 'FAILED', 'SUCCESS'];
    assert.deepEqual(steps(), [end, end]);
  });

  it('try again after a server’s error, with the same callback, and give up after three days', async () => {
    await add();
    server.answer = () => ({ status: 500 });
    await setStatus('CONNECTED');
    const [first] = server.requests;
    await passTime(HOUR_MS / 60);
    assert.equal(server.requests.length, 2);
    assert.equal(server.requests[1]?.body, first?.body);
    for (let hour = 0; hour < 100; hour += 1) await passTime(HOUR_MS);
    const { length } = server.requests;
    assert.deepEqual(steps(), [['COMPLETED', 'FAILED', 'SUCCESS']]);
    await passTime(100 * HOUR_MS);
    assert.equal(server.requests.length, length);
  });

  it('wait as long as a 429 says', async () => {
    await add();
    server.answer = () => ({ status: 429, headers: { 'retry-after': '120' } });
    await setStatus('CONNECTED');
    await passTime(119_000);
    assert.equal(server.requests.length, 1);
    await passTime(1000);
    assert.equal(server.requests.length, 2);
  });

  describe('blocked by an action', () => {
    it('wait for its completion and branch on what that brings', async () => {
      await add();
      block();
      await setStatus('CONNECTED');
      assert.deepEqual(steps(), [['RUNNING', 'BLOCKED']]);
      assert.equal((await complete(lastCallback(), { mood: 'glad' })).status, 204);
      await portal.standIn.workflows.runDue();
      assert.deepEqual(steps(), [['COMPLETED', 'SUCCESS', 'SUCCESS']]);
      assert.equal(await job(), 'glad');
      assert.equal((await complete(lastCallback(), { mood: 'sad' })).status, 404);
    });

    it('go on by themselves when it expires, after a week unless it says otherwise', async () => {
      await add();
      block('PT15M');
      await setStatus('CONNECTED');
      const first = lastCallback();
      block();
      await setStatus('IN_PROGRESS');
      await passTime(HOUR_MS / 4);
      assert.equal((await complete(first, { mood: 'glad' })).status, 404);
      assert.deepEqual(
        steps().map(([state]) => state),
        ['COMPLETED', 'RUNNING'],
      );
      await passTime(7 * 24 * HOUR_MS);
      assert.deepEqual(
        steps().map(each => each[1]),
        ['EXPIRED', 'EXPIRED'],
      );
    });

    it('are not completed before they are blocked', async () => {
      await add();
      let early: number | undefined;
      server.answer = async ({ body }) => {
        early = (await complete(JSON.parse(body).callbackId, { mood: 'glad' })).status;
        return { status: 200, body: { outputFields: { hs_execution_state: 'BLOCK' } } };
      };
      await setStatus('CONNECTED');
      assert.equal(early, 404);
      assert.deepEqual(steps(), [['RUNNING', 'BLOCKED']]);
    });

    it('are completed by nobody without the scope, nor by an unknown callback', async () => {
      assert.equal((await complete('ap-unknown', {})).status, 404);
      assert.equal((await complete('ap-unknown', {}, 'x')).status, 401);
    });
  });

  it('are refused without an enumeration as their trigger, and with an action that no app has', async () => {
    assert.equal((await add({ trigger: { property: 'job' } })).status, 400);
    assert.equal((await add({ steps: [{ action: 'nothing' }] })).status, 400);
    assert.equal((await add({ steps: 'x' })).status, 400);
    assert.equal((await add()).status, 204);
  });

  it('read durations as ISO 8601 writes them', () => {
    assert.deepEqual(['PT15M', 'P1W', 'P1DT1H', 'PT30S', 'soon'].map(durationMs), [
      HOUR_MS / 4,
      168 * HOUR_MS,
      25 * HOUR_MS,
      30_000,
      168 * HOUR_MS,
    ]);
  });
});
