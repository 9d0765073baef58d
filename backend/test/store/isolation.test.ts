import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { globSync } from 'node:fs';
import { DEFAULT_WORKING_HOURS } from '@aix/shared-scoring';
import { emailDigest, emailSubject } from '../../src/security/digests.ts';
import { createEnvelope } from '../../src/security/envelope.ts';
import * as changeFeeds from '../../src/store/change-feeds.ts';
import * as connections from '../../src/store/connections.ts';
import * as crmPast from '../../src/store/crm-past.ts';
import * as crmRecords from '../../src/store/crm-records.ts';
import type { TenantSql } from '../../src/store/database.ts';
import * as earlierReadings from '../../src/store/earlier-readings.ts';
import * as furtherRecords from '../../src/store/further-records.ts';
import * as goneRecords from '../../src/store/gone-records.ts';
import * as identities from '../../src/store/identities.ts';
import * as leads from '../../src/store/leads.ts';
import * as models from '../../src/store/models.ts';
import * as nights from '../../src/store/nights.ts';
import * as outbox from '../../src/store/outbox.ts';
import * as recordSubjects from '../../src/store/record-subjects.ts';
import * as scores from '../../src/store/scores.ts';
import * as addresses from '../../src/store/shared-addresses.ts';
import * as tenants from '../../src/store/tenants.ts';
import { makeCrmLead, makeFacts, makeTenant } from '../support/make.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { callsOfAccess, fillAccess } from './isolation-of-access.ts';
import { callsOfEngagement, fillEngagement } from './isolation-of-engagement.ts';
import { callsOfScores, fillScores } from './isolation-of-scores.ts';

const OWNER = randomUUID();
const CONNECTION = randomUUID();
const LEAD = randomUUID();
const NOW = new Date('2026-11-22T10:00:00Z');
const PERSON = emailSubject(emailDigest('ada@acme.example'));
const KEY = { objectType: 'Lead', objectId: '00Q1' };
const ENVELOPE = createEnvelope(randomBytes(32));
const PROBLEMS = [{ field: 'age', problem: 'Acme' }];
const PROGRESS = { connectionId: CONNECTION, told: 1, own: 0, hasCaughtUp: false, at: NOW };
const SCORED = { leadId: LEAD, modelVersion: 1, scoredAt: NOW, status: 'too_little' } as const;

/** Each store function that takes a tenant, called with ids that belong to OWNER. A function without a row fails a test. */
const CALLS: Record<string, (tenant: TenantSql) => Promise<unknown>> = {
  getTenant: tenants.getTenant,
  setWorkingHours: tenant => tenants.setWorkingHours(tenant, DEFAULT_WORKING_HOURS),
  fixScoreScale: tenant => tenants.fixScoreScale(tenant, { pointsPerLogOdds: 99, midLogOdds: 9 }),
  saveConnection: tenant =>
    connections.saveConnection(tenant, ENVELOPE, {
      connectionId: CONNECTION,
      crm: 'salesforce',
      externalId: '00D1',
      name: 'taken over',
      settings: { namespace: '' },
      mappings: [],
      tokens: { accessToken: 'stolen', expiresAt: 0 },
      connectedAs: 'taken over',
      at: NOW,
    }),
  listConnections: connections.listConnections,
  saveReadCursor: tenant => connections.saveReadCursor(tenant, CONNECTION, 'altered'),
  saveNightlyDone: tenant => nights.saveNightlyDone(tenant, NOW),
  saveMappings: tenant =>
    connections.saveMappings(tenant, CONNECTION, [{ field: 'x', kind: 'number', source: 'x' }]),
  saveCheck: tenant => connections.saveCheck(tenant, CONNECTION, { altered: true }),
  noteAccessLost: tenant => connections.noteAccessLost(tenant, CONNECTION, NOW),
  readTokens: tenant => connections.readTokens(tenant, ENVELOPE, CONNECTION),
  saveTokens: tenant =>
    connections.saveTokens(tenant, ENVELOPE, CONNECTION, { accessToken: 'altered', expiresAt: 0 }),
  findRecordLeads: tenant => crmRecords.findRecordLeads(tenant, CONNECTION, [KEY]),
  addressesOfRecords: tenant => addresses.addressesOfRecords(tenant, CONNECTION, [KEY]),
  leadsWithRecordIn: tenant => crmRecords.leadsWithRecordIn(tenant, CONNECTION, [LEAD]),
  saveCrmRecords: tenant =>
    crmRecords.saveCrmRecords(tenant, CONNECTION, [
      { ...makeCrmLead(KEY), leadId: LEAD, company: 'altered' },
    ]),
  factsOfLeads: tenant => crmRecords.factsOfLeads(tenant, [LEAD]),
  fillingsOfLeads: tenant => crmRecords.fillingsOfLeads(tenant, [LEAD]),
  recordsOfLeads: tenant => crmRecords.recordsOfLeads(tenant, [LEAD]),
  countRecords: crmRecords.countRecords,
  countFieldProblems: crmRecords.countFieldProblems,
  saveLeads: async tenant =>
    (await leads.saveLeads(tenant, [{ leadId: LEAD, ...makeFacts({ company: 'altered' }) }], NOW)).length,
  markChanged: tenant => leads.markChanged(tenant, [LEAD], new Date('2026-11-23')),
  countLeads: leads.countLeads,
  pageOfLeadsByAge: tenant => leads.pageOfLeadsByAge(tenant, undefined, 10),
  newestOpenLeads: tenant => leads.newestOpenLeads(tenant, 10),
  pageOfUnscoredLeads: tenant => leads.pageOfUnscoredLeads(tenant, 2, undefined, 10),
  findLeadOfRecord: tenant => leads.findLeadOfRecord(tenant, CONNECTION, KEY.objectType, KEY.objectId),
  findLeadsByEmail: tenant => identities.findLeadsByEmail(tenant, ['ada@acme.example']),
  claimEmails: tenant => identities.claimEmails(tenant, [{ email: 'ada@acme.example', leadId: LEAD }]),
  lockIdentities: identities.lockIdentities,
  noteRead: tenant => connections.noteRead(tenant, CONNECTION, new Date('2027-01-01')),
  findEarlierReadings: async tenant =>
    (await earlierReadings.findEarlierReadings(tenant, CONNECTION, [makeCrmLead(KEY)])).size,
  noteReadings: tenant =>
    earlierReadings.noteReadings(tenant, CONNECTION, [{ ...KEY, modifiedAt: new Date('2027-01-01') }]),
  listChangeFeeds: changeFeeds.listChangeFeeds,
  saveFeedProgress: tenant => changeFeeds.saveFeedProgress(tenant, { ...PROGRESS, position: 'other' }),
  saveFeedProblem: tenant =>
    changeFeeds.saveFeedProblem(tenant, { connectionId: CONNECTION, problem: 'none', at: NOW }),
  setFollowing: tenant => changeFeeds.setFollowing(tenant, CONNECTION, true),
  findChampion: models.findChampion,
  findModel: tenant => models.findModel(tenant, 2),
  readArtifact: tenant => models.readArtifact(tenant, 2),
  releaseModel: tenant => models.releaseModel(tenant, '{}', NOW),
  scoreRevisions: tenant => scores.scoreRevisions(tenant, [LEAD]),
  saveScores: tenant =>
    scores.saveScores(tenant, [{ ...SCORED, status: 'not_eligible', reason: 'lost' }], new Map()),
  findScore: tenant => scores.findScore(tenant, LEAD),
  lockScores: scores.lockScores,
  scoresOfLeads: tenant => scores.scoresOfLeads(tenant, [LEAD]),
  leadsToLookAt: tenant => scores.leadsToLookAt(tenant, new Date('2027-01-01'), 10),
  findLeads: tenant => leads.findLeads(tenant, [LEAD]),
  ...callsOfEngagement(LEAD),
  ...callsOfAccess({ connectionId: CONNECTION, leadId: LEAD }),
  ...callsOfScores({ leadId: LEAD, connectionId: CONNECTION, key: KEY }),
  markGone: tenant => goneRecords.markGone(tenant, CONNECTION, [{ ...KEY, reason: 'altered' }], NOW),
  dropClosedWrites: tenant => goneRecords.dropClosedWrites(tenant, CONNECTION, [KEY]),
  leadsThatLeft: tenant => goneRecords.leadsThatLeft(tenant, [LEAD]),
  settleDepartures: tenant => goneRecords.settleDepartures(tenant, [LEAD], NOW),
  pastCursors: tenant => crmPast.pastCursors(tenant, CONNECTION),
  saveActivityCursor: tenant => crmPast.saveActivityCursor(tenant, CONNECTION, { cursor: 'altered' }),
  saveHistoryCursor: tenant =>
    crmPast.saveHistoryCursor(tenant, CONNECTION, { cursor: 'altered', tracked: [] }),
  saveFieldChanges: tenant =>
    crmPast.saveFieldChanges(tenant, CONNECTION, [
      { ...KEY, changeId: 'altered', field: 'age', at: NOW, before: 1 },
    ]),
  changesOfLeads: tenant => crmPast.changesOfLeads(tenant, [LEAD]),
  pastCoverage: crmPast.pastCoverage,
  furtherCursor: tenant => furtherRecords.furtherCursor(tenant, CONNECTION),
  saveFurtherCursor: tenant => furtherRecords.saveFurtherCursor(tenant, CONNECTION, 'altered'),
  recordsEverOfLeads: async tenant => [...(await crmRecords.recordsEverOfLeads(tenant, CONNECTION, [LEAD]))],
  tieRecords: tenant => recordSubjects.tieRecords(tenant, CONNECTION, [KEY]),
  tieContinuations: tenant =>
    recordSubjects.tieContinuations(tenant, CONNECTION, [{ leadId: LEAD, continuesAs: KEY }]),
  recordsWithWaitingEvents: tenant => recordSubjects.recordsWithWaitingEvents(tenant, CONNECTION, [KEY]),
  countScores: scores.countScores,
  listTopLeads: tenant => scores.listTopLeads(tenant, 10),
  enqueueWrites: tenant =>
    outbox.enqueueWrites(tenant, [{ connectionId: CONNECTION, ...KEY, values: { score: 99 } }]),
  dueWrites: tenant => outbox.dueWrites(tenant, CONNECTION, NOW, 10),
  countWaitingWrites: tenant => outbox.countWaitingWrites(tenant, CONNECTION),
  settleWrites: tenant =>
    outbox.settleWrites(
      tenant,
      CONNECTION,
      [
        {
          entry: { ...KEY, revision: '1', values: {} },
          result: { objectId: KEY.objectId, status: 'written' },
        },
      ],
      NOW,
    ),
};
/** Functions of the store that act for no tenant, each with the reason. */
const FOR_NO_TENANT: Record<string, string> = {
  saveTenant: 'makes the tenant itself',
  deleteTenant: 'takes the tenant by name; tested apart',
  requireRightKey: 'opens one secret of the whole installation, at the start',
  listAllConnections: 'finds connections, shows nothing of them',
  recordKeyText: 'pure',
  refusalsFromStored: 'pure',
  outcomeFromRow: 'pure',
  erasureDigest: 'pure',
  listTenantIds: 'shows no row of theirs',
  FEEDBACK_REASONS: 'a list of words',
  FILTER_REASONS: 'a list of words',
  nightsOfTenants: 'finds tenants, shows nothing of them',
  tenantsWithEndedOverrides: 'finds tenants, shows nothing of them',
  connectionsWithDueWrites: 'finds connections, shows nothing of them',
  tenantsToLookAt: 'finds tenants, shows nothing of them',
  findWriteKey: 'finds out whose key it is',
  sealTokens: 'reads nothing',
  lockLinkCode: 'finds out whose code it is',
  moveConnection: 'takes both tenants by name; tested apart',
  dissolveTenant: 'takes both tenants by name; tested apart',
  adoptFields: 'takes both tenants by name; tested apart',
  splitTenant: 'takes both tenants by name; tested apart',
  findConnectionOf: 'finds out whose org or portal it is',
  CONNECTION_TABLES: 'a list of words',
  endedConnections: 'finds connections, shows nothing of them',
  connectionsWithToldChanges: 'finds connections, shows nothing of them',
  forgetSettledChanges: 'removes what is too old for anybody',
  connectionsWithWaitingActions: 'finds work for all tenants',
  forgetWaitingActions: 'removes what is too old for anybody',
  forgetConfirmationRequests: 'removes what is too old for anybody',
  forgetOldRequests: 'removes what is too old for anybody',
  forgetSettledDeliveries: 'removes what is too old for anybody',
  tenantsWithDirtyLeads: 'lists the tenants themselves, to serve each in turn',
  tidyTables: 'shows no row',
  CHANNEL_KINDS: 'a list of words',
  DISABLED_REASON: 'a sentence',
  openChannelSettings: 'opens what was claimed',
  dueChannels: 'finds tenants and channels, shows nothing of them',
};

describe(`store isolation on ${DATABASE_KIND}`, () => {
  let database: TestDatabase;
  /** A tenant that has nothing but a model, new for each test. */
  let stranger: string;
  beforeEach(async () => {
    stranger = randomUUID();
    await tenants.saveTenant(database, makeTenant(stranger));
    await database.withTenant(stranger, tenant => models.releaseModel(tenant, '{}', NOW));
  });
  before(async () => {
    database = await openTestDatabase();
    await tenants.saveTenant(database, makeTenant(OWNER));
    await database.withTenant(OWNER, fillOwner);
  });
  after(() => database.drop());

  it('has a call here for each function of the store', async () => {
    const names = [];
    for (const file of globSync('backend/src/store/**/*.ts')) {
      if (
        /\/(database|migrate|open-.*|lock-directory|array-parameter|json-parameter|uuid-array|session-locks|packet-socket)\.ts$/.test(
          file,
        )
      )
        continue;
      names.push(...Object.keys(await import(`../../../${file}`)));
    }
    assert.deepEqual(names.sort(), [...Object.keys(CALLS), ...Object.keys(FOR_NO_TENANT)].sort());
  });

  for (const [name, call] of Object.entries(CALLS)) {
    it(`${name} shows and changes nothing of another tenant`, async () => {
      const before = await everythingOf(database, OWNER);
      const shown = await database.withTenant(stranger, call).catch(error => `refused: ${error.message}`);
      assert.equal(JSON.stringify(shown, mapsToo)?.includes('Acme') ?? false, false);
      assert.equal(JSON.stringify(shown, mapsToo)?.includes(LEAD) ?? false, false);
      assert.equal(await everythingOf(database, OWNER), before);
    });
  }

  it('hides rows from a statement that forgets to name its tenant', async () => {
    const seen = await database.withTenant(stranger, tenant => tenant.query('select * from leads'));
    assert.deepEqual(seen, []);
  });

  it('refuses to write a row for another tenant', async () => {
    const steal = database.withTenant(stranger, tenant =>
      tenant.query(`insert into models values ($1, 7, 'retired', now(), '{}')`, [OWNER]),
    );
    await assert.rejects(steal, /row-level security/);
  });

  it('runs tenants under a role that is no superuser and owns nothing', async () => {
    const [role] = await database.withTenant(stranger, tenant =>
      tenant.query<{ current_user: string }>('select current_user'),
    );
    assert.equal(role?.current_user, 'aix_app');
  });

  it('gives back the role and the tenant with the transaction', async () => {
    await database.withTenant(stranger, tenant => tenant.query('select 1'));
    const [row] = await database.query<{ role: string; tenant: string }>(
      `select current_user as role, current_setting('aix.tenant_id', true) as tenant`,
    );
    assert.notEqual(row?.role, 'aix_app');
    assert.ok(!row?.tenant);
  });

  it('deletes one tenant and leaves the other', async () => {
    await tenants.deleteTenant(database, stranger);
    await assert.rejects(database.withTenant(stranger, tenants.getTenant), { code: 'ERR_TENANT_NOT_FOUND' });
    assert.equal((await database.withTenant(OWNER, tenants.getTenant)).tenantId, OWNER);
  });
});

async function fillOwner(tenant: TenantSql): Promise<void> {
  await connections.saveConnection(tenant, ENVELOPE, {
    connectionId: CONNECTION,
    crm: 'salesforce',
    externalId: '00D1',
    name: 'Acme org',
    settings: { namespace: '' },
    mappings: [],
    tokens: { accessToken: 'Acme token', expiresAt: 0 },
    connectedAs: 'Acme user',
    at: NOW,
  });
  await leads.saveLeads(tenant, [{ leadId: LEAD, ...makeFacts() }], NOW);
  const problems = PROBLEMS;
  await crmRecords.saveCrmRecords(tenant, CONNECTION, [
    { ...makeCrmLead({ ...KEY, problems }), leadId: LEAD, subject: PERSON, joinedBy: PERSON },
  ]);
  await identities.claimEmails(tenant, [{ email: 'ada@acme.example', leadId: LEAD }]);
  const change = { ...KEY, changeId: '1', field: 'age', at: NOW, before: 'Acme' };
  await crmPast.saveFieldChanges(tenant, CONNECTION, [change]);
  await models.releaseModel(tenant, '{"name":"Acme"}', NOW);
  await scores.saveScores(tenant, [SCORED], new Map());
  await outbox.enqueueWrites(tenant, [{ connectionId: CONNECTION, ...KEY, values: { evidence: 'Acme' } }]);
  await changeFeeds.saveFeedProgress(tenant, { ...PROGRESS, position: 'Acme' });
  await fillEngagement(tenant, LEAD);
  await fillAccess(tenant, CONNECTION);
  await fillScores(tenant, { leadId: LEAD, connectionId: CONNECTION, key: KEY });
}

/** Every row of a tenant in every table, as one text. */
async function everythingOf(database: TestDatabase, tenantId: string): Promise<string> {
  const tables = await database.query<{ name: string }>(
    `select table_name as name from information_schema.columns where column_name = 'tenant_id' order by 1`,
  );
  const texts = [];
  for (const { name } of tables)
    texts.push(
      ...(await database.query(`select '${name}', t::text from ${name} t where tenant_id = $1 order by 2`, [
        tenantId,
      ])),
    );
  assert.ok(texts.length >= 8, 'a row in each table');
  return JSON.stringify(texts);
}

function mapsToo(_key: string, value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...value] : value;
}
