import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectorError } from '@aix/shared-scoring';
import { recordIdOf } from '../../../local-stack/salesforce/index.ts';
import type { TemporaryOrg } from '../../../local-stack/test/salesforce/temporary-org.ts';
import { openSalesforceWorld, type SalesforceWorld } from './salesforce-world.ts';

const OPEN_LEAD = recordIdOf('00Q', 2);
/** What an admin adds, so that the model may learn from the tenant's own fields. */
const OWN_FIELDS = ['Age__c', 'Job__c', 'Newsletter__c'];

/** What every rep has from elsewhere. */
const LEAD = `<objectPermissions><allowCreate>false</allowCreate><allowEdit>true</allowEdit><allowRead>true</allowRead><object>Lead</object></objectPermissions>`;

/** The sets that an org deploys as its own, beside the package. */
const ORG_SETS = join(import.meta.dirname, '../../../sfdx-project/unpackaged/permissionsets');

/** The integration user with nothing but these sets, and what an admin gives besides. */
function withoutMore(assigned: readonly string[], more = ''): (org: TemporaryOrg) => void {
  return ({ directory }) => {
    const sets = join(directory, 'metadata', 'permissionsets');
    mkdirSync(sets, { recursive: true });
    cpSync(ORG_SETS, sets, { recursive: true });
    const permissions = OWN_FIELDS.map(
      name =>
        `<fieldPermissions><editable>false</editable><field>Lead.${name}</field><readable>true</readable></fieldPermissions>`,
    );
    writeFileSync(
      join(sets, 'Own_Fields.permissionset-meta.xml'),
      `<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">${permissions.join('')}<label>Own fields</label>${more}</PermissionSet>`,
    );
    const path = join(directory, 'org.json');
    const settings = JSON.parse(readFileSync(path, 'utf8')) as { users: object[] };
    const [user, ...others] = settings.users;
    const limited = {
      ...user,
      profile: 'Minimum Access - Salesforce',
      permissionSets: [...assigned, 'Own_Fields'],
    };
    writeFileSync(path, JSON.stringify({ ...settings, users: [limited, ...others] }));
  };
}

describe('the package’s permission sets', () => {
  let world: SalesforceWorld | undefined;
  afterEach(() => world?.close());
  const write = async () => {
    const values = { score: 71, band: 'Hot' };
    const writes = [{ objectType: 'Lead', objectId: OPEN_LEAD, values }];
    for await (const [result] of world!.connector.writeScores(writes)) return result;
    return undefined;
  };

  it('let the integration user set up, read and write scores, make tasks, and change nothing else', async () => {
    const prepare = withoutMore(['AIX_Lead_Scoring_Integration', 'AIX_Integration_Access']);
    world = await openSalesforceWorld({ leadCount: 5, prepare });
    assert.deepEqual((await world.connector.setUpScoreFields()).missing, []);
    for await (const { records } of world.connector.readLeads({ mappings: world.mappings }))
      for (const record of records) {
        assert.deepEqual(record.problems, []);
        assert.ok(record.email !== null && record.company !== null);
      }
    assert.equal((await write())?.status, 'written');
    const task = {
      key: 'k1',
      mayExist: false,
      kind: 'call',
      subject: 'Call',
      body: 'Now',
      isUrgent: true,
    } as const;
    const at = { objectType: 'Lead', objectId: OPEN_LEAD, dueAt: new Date('2026-11-24T16:00:00Z') };
    const { taskId } = await world.connector.createTask({ ...task, ...at });
    assert.deepEqual(await world.connector.createTask({ ...task, ...at, mayExist: true }), { taskId });
    for await (const { unread } of world.connector.readActivities!(undefined)) assert.deepEqual(unread, []);
    await world.send('GET', `/query?q=${encodeURIComponent('SELECT Id FROM LeadHistory LIMIT 1')}`);
    await assert.rejects(world.send('PATCH', `/sobjects/Lead/${OPEN_LEAD}`, { Title: 'x' }), /INVALID_FIELD/);
  });

  it('show no lead to an integration user whom the org has not given its own set', async () => {
    world = await openSalesforceWorld({
      leadCount: 5,
      prepare: withoutMore(['AIX_Lead_Scoring_Integration']),
    });
    await assert.rejects(world.connector.setUpScoreFields(), ConnectorError);
  });

  it('let a rep write no score', async () => {
    const prepare = withoutMore(['AIX_Lead_Scoring_Rep'], LEAD);
    world = await openSalesforceWorld({ leadCount: 5, prepare });
    assert.notDeepEqual((await world.connector.setUpScoreFields()).missing, []);
    assert.equal((await write())?.status, 'rejected');
  });
});
