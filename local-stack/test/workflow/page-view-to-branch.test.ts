import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, type Service, startService } from '@aix/backend';
import type { HubspotStandIn } from '../../hubspot/index.ts';
import { connectionsOf, DEMO_TENANT_ID } from '../../main-job/connect-demo-tenant.ts';
import { readRecords } from '../../stand-in/record-store.ts';
import { eventually } from './eventually.ts';
import { bringFirstScores, openAppPortal } from './workflow-world.ts';

const BANDS = ['Low', 'Nurture', 'Warm', 'Hot'];

interface Contact {
  id: string;
  properties: Record<string, string | null>;
}

/** The real service with its loops, and the stand-in with the app as it is in `hubspot-app/`: its webhooks and its actions. */
describe('a page view in a HubSpot portal’s workflow', () => {
  let directory: string;
  let service: Service;
  let standIn: HubspotStandIn;
  let writeKey: string;

  before(async () => {
    const opened = await openAppPortal();
    ({ directory, standIn } = opened);
    const { registrations, publicUrl } = opened;
    const { hubspot, ports } = registrations;
    const { clientId, clientSecret } = hubspot;
    const settings = {
      clientId,
      clientSecret,
      authorizeUrl: `${standIn.url}/oauth/authorize`,
      apiUrl: standIn.url,
    };
    const env = { AIX_DATA_DIR: join(directory, 'data'), AIX_LOG_LEVEL: 'silent' };
    service = await startService(loadConfig(env, { port: ports.service, publicUrl, hubspot: settings }));
    await bringFirstScores(service);
    const { key } = (await call('POST', '/v1/write-keys', { kind: 'secret', name: 'our server' })) as {
      key: string;
    };
    writeKey = key;
    service.startWork();
  });
  after(async () => {
    await service?.close();
    await standIn?.close();
    rmSync(directory, { recursive: true });
  });

  const call = async (method: string, path: string, body?: object, token?: string) => {
    const authorization = `Bearer ${token ?? (await service.sessionToken(DEMO_TENANT_ID))}`;
    const answer = await fetch(`${service.url}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${text}`);
    return JSON.parse(text) as unknown;
  };
  const contacts = () =>
    [...readRecords(join(directory, 'hubspot'), 'id', 'contacts')] as unknown as Contact[];
  const contact = (id: string) => contacts().find(each => each.id === id)!.properties;
  /** The open contact that lacks the fewest points for the next band. */
  const almostThere = (): Contact => {
    const next: Record<string, number> = { Low: 40, Nurture: 60, Warm: 70 };
    const lacking = ({ properties }: Contact) =>
      (next[properties.aix_band ?? ''] ?? Number.POSITIVE_INFINITY) - Number(properties.aix_score);
    const open = contacts().filter(
      ({ properties }) => properties.hs_lead_status === 'OPEN' && properties.aix_score,
    );
    return open.sort((a, b) => lacking(a) - lacking(b))[0]!;
  };
  const viewPrices = (email: string) =>
    Array.from({ length: 6 }, (_, number) => ({
      ...{ id: `view ${number}`, signal: 'pricing_view', at: new Date().toISOString(), email },
    }));

  it('moves the band, which fires the workflow once; that calls our action, branches, and its webhook comes back to us', async () => {
    const { id, properties } = almostThere();
    const setStage = (value: string) => [{ setProperty: { name: 'lifecyclestage', value } }];
    const bandsAbove = BANDS.slice(BANDS.indexOf(properties.aix_band ?? '') + 1);
    const workflow = {
      ...{ workflowId: 9, name: 'A warm contact', objectType: 'contacts', reEnroll: true },
      trigger: { property: 'aix_band', values: bandsAbove },
      steps: [
        {
          action: 'score_record',
          branch: {
            output: 'band',
            cases: Object.fromEntries(bandsAbove.map(band => [band, setStage('customer')])),
            otherwise: setStage('subscriber'),
          },
        },
      ],
    };
    const added = await fetch(`${standIn.url}/__workflows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(workflow),
    });
    assert.equal(added.status, 204, await added.text());
    const { enrolments } = standIn.workflows;

    const events = viewPrices(properties.email ?? '');
    await call('POST', '/v1/collect', { events }, writeKey);
    await eventually(() => enrolments[0]?.state === 'COMPLETED');

    const after = contact(id);
    assert.ok(Number(after.aix_score) > Number(properties.aix_score));
    assert.ok(bandsAbove.includes(after.aix_band ?? ''), `${properties.aix_band} became ${after.aix_band}`);
    const [enrolment] = enrolments;
    assert.equal(enrolment?.objectId, id);
    const [action, branch] = enrolment?.steps ?? [];
    assert.deepEqual(
      [action?.step, action?.state, action?.attempts, action?.branch],
      ['score_record', 'SUCCESS', 1, after.aix_band],
    );
    assert.equal(action?.outputFields.band, after.aix_band);
    assert.equal(Number(action?.outputFields.score), Number(after.aix_score));
    assert.equal(branch?.state, 'SUCCESS');

    // The branch made the contact a customer, of which HubSpot tells us; so its lead is none to be scored any more.
    const [connection] = await connectionsOf(service);
    const record = `/v1/connections/${connection?.connectionId}/records/contact/${id}`;
    const cardState = async () => ((await call('GET', `${record}/card`)) as { state: string }).state;
    await eventually(async () => (await cardState()) === 'not_eligible');
    const sent = standIn.webhooks?.sent ?? [];
    assert.ok(sent.length > 0);
    assert.deepEqual([...new Set(sent.map(({ status }) => status))], [200]);

    // The same views again are none, and nothing fires again.
    await call('POST', '/v1/collect', { events }, writeKey);
    await standIn.workflows.runDue();
    assert.equal(enrolments.length, 1);
  });
});
