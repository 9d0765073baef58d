import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readWebhook } from '../../../src/http/hubspot/read-webhook.ts';
import { type Connection, listConnections } from '../../../src/store/connections.ts';
import type { TenantSql } from '../../../src/store/database.ts';
import { engagementOfLeads } from '../../../src/store/engagement.ts';
import { eventsOfLeads } from '../../../src/store/events.ts';
import { findLeadOfRecord } from '../../../src/store/leads.ts';
import { saveTenant } from '../../../src/store/tenants.ts';
import { connectTenant } from '../../../src/use-cases/connect-tenant.ts';
import type { Context } from '../../../src/use-cases/context.ts';
import { importAll } from '../../../src/use-cases/import-all.ts';
import { receiveToldChanges } from '../../../src/use-cases/portals/receive-told-changes.ts';
import { settleToldChanges } from '../../../src/use-cases/portals/settle-told-changes.ts';
import { type HubspotWorld, openHubspotWorld } from '../../connectors/hubspot-world.ts';
import type { Bank } from '../../support/bank.ts';
import { makeTenant } from '../../support/make.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const OBJECTS = '/crm/objects/2026-03';
const FORM = 'b2c3d4e5-0000-4000-8000-000000000001';
const [ADA, BOB] = ['51', '101'];
const MINUTE_MS = 60_000;

describe(`what people did in a portal, on ${DATABASE_KIND}`, () => {
  let world: HubspotWorld;
  let context: Context;
  let tenantId: string;
  let portalTime: number;
  let bank: Bank;
  withBank(async opened => {
    bank = opened;
    portalTime = bank.context.now().getTime();
    world = await openHubspotWorld({ leadCount: 4, now: () => portalTime });
    tenantId = randomUUID();
    const adapters = new Map([[world.adapter.crm, world.adapter]]);
    context = { ...bank.context, adapters, now: () => new Date(portalTime) };
    await saveTenant(context.database, makeTenant(tenantId));
    const code = await world.consent();
    await connectTenant(context, tenantId, {
      crm: 'hubspot',
      grant: {
        kind: 'authorization_code',
        code,
        redirectUri: 'http://localhost:4400/callback',
        codeVerifier: 'v'.repeat(43),
      },
      settings: { namespace: '' },
      person: 'admin',
    });
  });
  afterEach(async () => {
    // Every test's portal has the same number, and belongs to one tenant only.
    const rename = 'update connections set external_id = $1 where tenant_id = $1';
    await context.database.query(rename, [tenantId]);
    await world.close();
  });

  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) =>
    context.database.withTenant(tenantId, work);
  const connection = async (): Promise<Connection> => (await inTenant(listConnections))[0]!;
  const read = async () => importAll(context, tenantId, await connection());
  const readAgainFromTheStart = async () => {
    await inTenant(tenant =>
      tenant.query(
        'update connections set read_cursor = null, activity_cursor = null, history_cursor = null where tenant_id = $1',
        [tenantId],
      ),
    );
    return read();
  };
  const leadOf = async (objectId: string) => {
    const { connectionId } = await connection();
    const lead = await inTenant(tenant => findLeadOfRecord(tenant, connectionId, 'contact', objectId));
    return lead?.leadId ?? assert.fail(`${objectId} is not known`);
  };
  const signalsOf = async (objectId: string) => {
    const leadId = await leadOf(objectId);
    return (await inTenant(tenant => eventsOfLeads(tenant, [leadId]))).map(({ signal }) => signal).sort();
  };
  const countersOf = async (objectId: string) => {
    const leadId = await leadOf(objectId);
    return (await inTenant(tenant => engagementOfLeads(tenant, [leadId]))).get(leadId)?.state;
  };
  const api = async (path: string, body: unknown) => {
    const answer = await world.api('POST', path, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return String(answer.body.id);
  };
  const log = async (type: 'calls' | 'notes', ...contacts: string[]) => {
    const call = { hs_call_status: 'COMPLETED', hs_call_direction: 'INBOUND', hs_call_duration: '60000' };
    const hs_timestamp = new Date(portalTime - 60 * MINUTE_MS).toISOString();
    const id = await api(`${OBJECTS}/${type}`, {
      properties: { hs_timestamp, ...(type === 'calls' && call) },
    });
    const inputs = contacts.map(to => ({ from: { id }, to: { id: to } }));
    await api(`/crm/associations/2026-03/${type}/contacts/batch/associate/default`, { inputs });
  };
  const submit = async (email: string) => {
    const path = `${world.url}/submissions/v3/integration/submit/${world.externalId}/${FORM}`;
    const body = JSON.stringify({ fields: [{ name: 'email', value: email }] });
    const headers = { 'content-type': 'application/json' };
    assert.equal((await fetch(path, { method: 'POST', headers, body })).status, 200);
  };

  it('counts once however often it is read: calls, notes, forms', async () => {
    await log('calls', ADA);
    await log('notes', ADA);
    await submit('person0@lead.example');
    portalTime += 5 * MINUTE_MS;
    await submit('person0@lead.example');
    await read();
    const signals = ['call_answered', 'form_submit', 'form_submit', 'note'];
    assert.deepEqual(await signalsOf(ADA), signals);
    const before = await countersOf(ADA);
    await readAgainFromTheStart();
    assert.deepEqual(await signalsOf(ADA), signals);
    assert.deepEqual(await countersOf(ADA), before);
  });

  it('counts once what was told of contacts before they were merged, also of a call with both', async () => {
    await log('calls', ADA);
    await log('calls', ADA, BOB);
    await log('notes', BOB);
    await submit('person0@lead.example');
    portalTime += 5 * MINUTE_MS;
    await submit('person1@lead.example');
    await read();
    const merge = { primaryObjectId: ADA, objectIdToMerge: BOB };
    const heir = await api(`${OBJECTS}/contacts/merge`, merge);
    portalTime += 10 * MINUTE_MS;
    await read();
    // The call with both counts as it did: for each of the two who became one.
    const signals = [...Array(3).fill('call_answered'), 'form_submit', 'form_submit', 'note'];
    assert.deepEqual(await signalsOf(heir), signals);
    const before = await countersOf(heir);
    await readAgainFromTheStart();
    assert.deepEqual(await signalsOf(heir), signals);
    assert.deepEqual(await countersOf(heir), before);
    await log('calls', heir);
    await read();
    assert.deepEqual(await signalsOf(heir), ['call_answered', ...signals], 'what is new counts');
  });

  it('takes a form that was submitted again as soon as HubSpot tells of it, though nothing else changed', async () => {
    await submit('person1@lead.example');
    await read();
    portalTime += 10 * MINUTE_MS;
    await submit('person1@lead.example');
    const { portals } = readWebhook([
      {
        ...{ portalId: Number(world.externalId), subscriptionType: 'object.propertyChange' },
        ...{ objectTypeId: '0-1', objectId: Number(BOB), propertyName: 'recent_conversion_date' },
        ...{ subscriptionId: 1, occurredAt: portalTime, changeSource: 'FORM' },
      },
    ]);
    assert.equal((await receiveToldChanges(context, portals)).stored, 1);
    await settleToldChanges(context, tenantId, await connection());
    assert.deepEqual(await signalsOf(BOB), ['form_submit', 'form_submit']);
  });
});
