import assert from 'node:assert/strict';
import {
  APP_ORIGIN,
  type AppServer,
  removeAppProject,
  serveApp,
  writeAppProject,
} from '../../../local-stack/test/hubspot/app-fixture.ts';
import { HUBSPOT_OPTIONAL_SCOPES, HUBSPOT_SCOPES } from '../../src/connectors/hubspot/hubspot-api.ts';
import { type HubspotWorld, openHubspotWorld } from './hubspot-world.ts';

/** Sets the contact's job to the band with which our action ends. */
const WORKFLOW = {
  ...{ workflowId: 5, name: 'Wait for a score', objectType: 'contacts', reEnroll: true },
  trigger: { property: 'hs_lead_status', values: ['CONNECTED', 'IN_PROGRESS'] },
  steps: [
    {
      action: 'score_record',
      branch: {
        output: 'band',
        cases: { Hot: [{ setProperty: { name: 'job', value: 'hot' } }] },
        otherwise: [{ setProperty: { name: 'job', value: 'other' } }],
      },
    },
  ],
};

describe('HubSpot’s workflows that wait for an action', () => {
  let world: HubspotWorld;
  let server: AppServer;
  let project: string;
  beforeEach(async () => {
    project = writeAppProject({
      ...{ requiredScopes: [...HUBSPOT_SCOPES], optionalScopes: [...HUBSPOT_OPTIONAL_SCOPES] },
      actions: [{ uid: 'score_record', outputFields: ['band', 'score'] }],
    });
    server = await serveApp();
    server.answer = () => ({ status: 200, body: { outputFields: { hs_execution_state: 'BLOCK' } } });
    const origins = { [APP_ORIGIN]: server.url };
    world = await openHubspotWorld({ leadCount: 2, appProject: { directory: project, origins } });
    await fetch(`${world.url}/__workflows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(WORKFLOW),
    });
  });
  afterEach(async () => {
    await world.close();
    await server.close();
    removeAppProject(project);
  });

  /** A contact comes to the action; its name of this run. */
  const enrol = async (contactId: string): Promise<string> => {
    await world.api('PATCH', `/crm/objects/2026-03/contacts/${contactId}`, {
      properties: { hs_lead_status: 'CONNECTED' },
    });
    await world.workflows.runDue();
    return String(JSON.parse(server.requests.at(-1)?.body ?? '{}').callbackId);
  };
  const jobOf = async (contactId: string) => {
    await world.workflows.runDue();
    const { body } = await world.api('GET', `/crm/objects/2026-03/contacts/${contactId}?properties=job`);
    return (body.properties as Record<string, string>).job;
  };
  const outputs = { band: 'Hot', score: 82 };

  it('go on, by the branch of its outputs, once they are told how it ended', async () => {
    assert.equal(await world.connector.mayDelayActions?.(), true);
    const callbackId = await enrol('51');
    assert.equal(await jobOf('51'), 'engineer', 'it waits');
    await world.connector.endActions?.([{ callbackId, done: true, outputs }]);
    assert.equal(await jobOf('51'), 'hot');
  });

  it('go on without what could not be done', async () => {
    const callbackId = await enrol('51');
    await world.connector.endActions?.([{ callbackId, done: false, outputs: {} }]);
    assert.equal(await jobOf('51'), 'other');
  });

  it('are told, whichever of the others HubSpot refuses for good, and the refusal is said', async () => {
    const first = await enrol('51');
    const path = '/automation/actions/callbacks';
    const refused = { status: 400, body: { status: 'error', message: 'no such output' } };
    await world.injectFault({ path, times: 2, kind: 'answer', ...refused });
    const ends = ['ap-bad', first].map(callbackId => ({ callbackId, done: true, outputs }));
    await assert.rejects(world.connector.endActions!(ends), {
      code: 'ERR_CRM_WRITE_REJECTED',
      message: /no such output/,
    });
    assert.equal(await jobOf('51'), 'hot');
  });

  it('are told, whichever of the others waits no more', async () => {
    const callbackId = await enrol('51');
    const gone = { callbackId: 'ap-of-yesterday', done: true, outputs };
    await world.connector.endActions?.([gone, { callbackId, done: true, outputs }]);
    assert.equal(await jobOf('51'), 'hot');
  });
});
