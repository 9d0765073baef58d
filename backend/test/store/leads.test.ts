import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TenantSql } from '../../src/store/database.ts';
import {
  type AgePosition,
  type Lead,
  newestOpenLeads,
  pageOfLeadsByAge,
  pageOfUnscoredLeads,
  saveLeads,
} from '../../src/store/leads.ts';
import { findChampion, readArtifact, releaseModel } from '../../src/store/models.ts';
import { findScore, type Score, saveScores } from '../../src/store/scores.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { makeFacts, makeTenant } from '../support/make.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const LATER = new Date('2026-11-22T11:00:00Z');

describe(`leads, scores and models on ${DATABASE_KIND}`, () => {
  let database: TestDatabase;
  let inTenant: <T>(work: (tenant: TenantSql) => Promise<T>) => Promise<T>;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    const tenantId = randomUUID();
    inTenant = work => database.withTenant(tenantId, work);
    await saveTenant(database, makeTenant(tenantId));
  });

  const save = (lead: Lead, at: Date) => inTenant(tenant => saveLeads(tenant, [lead], at));
  const all = () => inTenant(tenant => pageOfLeadsByAge(tenant, undefined, 100));
  const changedAt = async () => (await all())[0]?.changedAt.toISOString();

  describe('saveLeads', () => {
    const lead: Lead = { leadId: randomUUID(), ...makeFacts() };

    it('leaves changed_at alone when nothing changed', async () => {
      await save(lead, NOW);
      await save({ ...lead, fields: { age: 41, job: 'admin.' } }, LATER);
      assert.equal(await changedAt(), NOW.toISOString());
    });

    const changes: [string, Partial<Lead>][] = [
      ['the e-mail', { email: null }],
      ['the name', { name: 'Ada Lovelace' }],
      ['the company', { company: null }],
      ['a field', { fields: { ...lead.fields, age: 42 } }],
      ['the creation', { createdAt: new Date('2026-09-01') }],
      ['the outcome', { outcome: { kind: 'lost' } }],
      ['the date of the conversion', { outcome: { kind: 'converted', at: NOW } }],
    ];
    for (const [what, change] of changes)
      it(`moves changed_at when ${what} changed, and keeps the rest`, async () => {
        await save(lead, NOW);
        await save({ ...lead, ...change }, LATER);
        assert.deepEqual(await all(), [{ ...lead, ...change, changedAt: LATER }]);
      });

    it('keeps what no text of a database can hold from stopping the others', async () => {
      const odd = { ...lead, name: 'Nul\u0000l \ud83d', fields: { job: 'half \udc00' } };
      await save(odd, NOW);
      assert.deepEqual((await all())[0]?.name, 'Null \ufffd');
      assert.deepEqual((await all())[0]?.fields, { job: 'half \ufffd' });
    });
  });

  it('pages leads from oldest to newest, each once, though many are of the same moment', async () => {
    const leads = Array.from({ length: 25 }, (_, at) => ({
      leadId: randomUUID(),
      ...makeFacts({ createdAt: new Date(Date.UTC(2026, 0, 1 + Math.floor(at / 10))) }),
    }));
    await inTenant(tenant => saveLeads(tenant, leads, NOW));
    const seen: string[] = [];
    let after: AgePosition | undefined;
    do {
      const page = await inTenant(tenant => pageOfLeadsByAge(tenant, after, 4));
      seen.push(...page.map(each => `${each.createdAt.toISOString()} ${each.leadId}`));
      after = page.at(-1);
    } while (after !== undefined);
    assert.deepEqual(seen, [...seen].sort());
    assert.equal(new Set(seen).size, 25);
  });

  it('finds the open leads that came in last, newest first', async () => {
    const outcomes: Lead['outcome'][] = [
      { kind: 'open' },
      { kind: 'lost' },
      { kind: 'open' },
      { kind: 'open' },
    ];
    const leads = outcomes.map((outcome, at) => ({
      leadId: randomUUID(),
      ...makeFacts({ createdAt: new Date(Date.UTC(2026, 0, 1 + at)), outcome }),
    }));
    await inTenant(tenant => saveLeads(tenant, leads, NOW));
    const newest = await inTenant(tenant => newestOpenLeads(tenant, 2));
    assert.deepEqual(
      newest.map(({ leadId }) => leadId),
      [leads[3]!.leadId, leads[2]!.leadId],
    );
  });

  describe('releaseModel', () => {
    it('counts versions from 1 and has one champion, the newest', async () => {
      const release = (artifact: string) => inTenant(tenant => releaseModel(tenant, artifact, NOW));
      assert.equal(await inTenant(findChampion), undefined);
      assert.equal(await release('first'), 1);
      assert.equal(await release('second'), 2);
      assert.deepEqual(await inTenant(findChampion), { version: 2, trainedAt: NOW });
      assert.equal(await inTenant(tenant => readArtifact(tenant, 2)), 'second');
      const champions = await inTenant(tenant =>
        tenant.query(`select version from models where tenant_id = $1 and status = 'champion'`, [
          tenant.tenantId,
        ]),
      );
      assert.deepEqual(champions, [{ version: 2 }]);
    });
  });

  describe('scores', () => {
    const lead: Lead = { leadId: randomUUID(), ...makeFacts() };
    const scored: Score = {
      leadId: lead.leadId,
      modelVersion: 1,
      scoredAt: LATER,
      status: 'scored',
      logOdds: -0.25,
      propensity: 0.4378,
      low: 0.3,
      high: 0.5,
      scorePoints: 61,
      band: 'Warm',
      fitPoints: 55,
      engagementPoints: 56,
      fit: {
        logOdds: -0.5,
        low: 0.2,
        high: 0.4,
        contributions: [0.5, -1e-17, 0],
        emptyField: { field: 'industry', low: -0.2, high: 0.7 },
        madeAt: NOW,
      },
      nextLookAt: new Date('2026-12-01T00:00:00.123Z'),
    };
    const unscored = async (modelVersion = 1) =>
      (await inTenant(tenant => pageOfUnscoredLeads(tenant, modelVersion, undefined, 10))).length;
    const saveScore = (score: Score) => inTenant(tenant => saveScores(tenant, [score], new Map()));
    beforeEach(async () => {
      await save(lead, NOW);
      await inTenant(tenant => releaseModel(tenant, '{}', NOW));
    });

    it('come back exactly as they were stored', async () => {
      await saveScore(scored);
      assert.deepEqual(await inTenant(tenant => findScore(tenant, lead.leadId)), scored);
    });

    it('leave nothing of a number behind when the next one says that there is none', async () => {
      await saveScore(scored);
      const none: Score = { leadId: lead.leadId, modelVersion: 1, scoredAt: LATER, status: 'too_little' };
      await saveScore(none);
      assert.deepEqual(await inTenant(tenant => findScore(tenant, lead.leadId)), none);
      const rows = await inTenant(tenant =>
        tenant.query('select score_points, band, propensity, contributions from scores'),
      );
      assert.deepEqual(rows, [{ score_points: null, band: null, propensity: null, contributions: null }]);
    });

    it('are missing for a new lead, for another model and for facts that changed since', async () => {
      assert.equal(await unscored(), 1);
      await saveScore(scored);
      assert.deepEqual([await unscored(), await unscored(2)], [0, 1]);
      await save({ ...lead, company: null }, new Date('2026-11-22T12:00:00Z'));
      assert.equal(await unscored(), 1);
    });

    it('count as older than a change in the same millisecond', async () => {
      await saveScore({ ...scored, scoredAt: NOW });
      assert.equal(await unscored(), 1);
    });
  });
});
