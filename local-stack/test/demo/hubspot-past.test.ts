import assert from 'node:assert/strict';
import { toHubspotContact } from '../../demo/crms/hubspot-contact.ts';
import { createPastMaker } from '../../demo/crms/hubspot-past.ts';
import { chooseRows } from '../../demo/leads/bank-rows.ts';
import { createLeadMaker } from '../../demo/leads/demo-lead.ts';
import { OBJECT_TYPES, objectTypeNamed } from '../../hubspot/objects/object-type.ts';
import type { CrmRecord } from '../../hubspot/portal/crm-record.ts';
import { openPortal, type Portal } from '../../hubspot/portal/portal.ts';
import { createTemporaryDemo, NOW, readDataRows, SEED, type TemporaryDemo } from './demo-fixture.ts';

const CONTACTS = objectTypeNamed('contacts');
const ACTIVITIES = ['calls', 'emails', 'meetings', 'notes'].map(objectTypeNamed);

describe('the past of the demo’s portal', () => {
  let demo: TemporaryDemo;
  let portal: Portal;

  before(async () => {
    demo = await createTemporaryDemo();
    portal = openPortal(demo.hubspot);
  });
  after(() => {
    portal.close();
    demo.remove();
  });

  const recordsOf = (name: string): CrmRecord[] => {
    const table = portal.table(objectTypeNamed(name));
    return table.ids.map(id => table.record(id)!);
  };
  const activitiesOf = (id: string) =>
    ACTIVITIES.flatMap(type =>
      portal.associations
        .neighbours({ typeId: CONTACTS.id, id }, type.id)
        .map(each => portal.table(type).record(each.id)!),
    );

  it('has activities for about one contact in twenty, each of one contact, with values that the portal takes', () => {
    const contacts = recordsOf('contacts');
    const logged = contacts.filter(({ id }) => activitiesOf(id).length > 0);
    assert.ok(logged.length > contacts.length * 0.03 && logged.length < contacts.length * 0.07);
    for (const type of OBJECT_TYPES)
      for (const { properties } of recordsOf(type.plural))
        for (const name of Object.keys(properties))
          assert.ok(portal.table(type).properties.has(name), `${type.plural} ${name}`);
  });

  it('lies between a contact’s creation and now, and says that it is simulated', () => {
    for (const { id, createdAt } of recordsOf('contacts'))
      for (const { properties } of activitiesOf(id)) {
        const at = properties.hs_timestamp ?? '';
        assert.ok(at >= createdAt && at <= NOW.toISOString(), `${id} ${at}`);
        assert.match(JSON.stringify(properties), /\(simulated\)/);
      }
  });

  it('is the same for a lead that converted and for one that did not, as far as it lies before the outcome', () => {
    const makeLead = createLeadMaker(SEED, NOW, chooseRows(2000));
    const columns = readDataRows('leads.csv.gz')[0]!;
    let activities = 0;
    for (let ordinal = 0; ordinal < 200; ordinal += 1) {
      const lead = makeLead(0, columns);
      const before = (['converted', 'not converted'] as const).map(outcome => {
        const changed = { ...lead, outcome };
        const contact = toHubspotContact(changed, ordinal);
        return createPastMaker(SEED, NOW)(changed, contact, ordinal)
          .filter(({ collection }) => ACTIVITIES.some(({ plural }) => plural === collection))
          .map(({ record }) => (record as CrmRecord).properties)
          .filter(({ hs_timestamp }) => (hs_timestamp ?? '') < lead.modifiedAt.toISOString());
      });
      assert.deepEqual(before[0], before[1]);
      activities += before[0]?.length ?? 0;
    }
    assert.ok(activities > 5);
  });

  it('dates the change that closed a contact to its outcome, and no deal before it', () => {
    const closed = recordsOf('contacts').filter(({ properties }) => properties.hs_lead_status !== 'OPEN');
    for (const { id, updatedAt, properties } of closed) {
      const [change] = portal.history.of(CONTACTS.id, id);
      assert.equal(change?.at, updatedAt);
      assert.equal(change?.was.hs_lead_status, 'OPEN');
      for (const [name, value] of Object.entries(change?.values ?? {}))
        assert.equal(properties[name], value, name);
    }
    const deals = recordsOf('deals');
    assert.ok(deals.length > 0);
    for (const { id, createdAt } of deals) {
      const [contact] = portal.associations.neighbours({ typeId: '0-3', id }, CONTACTS.id);
      assert.equal(createdAt, portal.table(CONTACTS).record(contact!.id)?.updatedAt);
    }
  });
});
