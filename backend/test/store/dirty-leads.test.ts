import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TenantSql } from '../../src/store/database.ts';
import {
  markDirty,
  settleDirtyLeads,
  takeDirtyLeads,
  tenantsWithDirtyLeads,
} from '../../src/store/dirty-leads.ts';
import { saveLeads } from '../../src/store/leads.ts';
import { releaseModel } from '../../src/store/models.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { makeFacts, makeTenant } from '../support/make.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 10) + second * 1_000);

describe(`dirty leads on ${DATABASE_KIND}`, () => {
  let database: TestDatabase;
  let tenantId: string;
  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) => database.withTenant(tenantId, work);
  const take = (limit = 10) => inTenant(tenant => takeDirtyLeads(tenant, limit));
  const mark = (leadIds: string[], second: number) =>
    inTenant(tenant => markDirty(tenant, leadIds, at(second)));
  const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
  /** Leads whose scores stand in these bands. */
  const scoreAs = (scores: readonly (readonly [string, string])[]) =>
    inTenant(async tenant => {
      await saveLeads(
        tenant,
        scores.map(([leadId]) => ({ leadId, ...makeFacts() })),
        at(0),
      );
      await releaseModel(tenant, '{}', at(0));
      for (const [leadId, band] of scores)
        await tenant.query(
          `insert into scores (tenant_id, lead_id, model_version, scored_at, status, band)
           values ($1, $2, 1, $3, 'scored', $4)`,
          [tenantId, leadId, at(0), band],
        );
    });
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    tenantId = randomUUID();
    await saveTenant(database, makeTenant(tenantId));
  });

  it('wait once however often they are marked, since their earliest change', async () => {
    const lead = randomUUID();
    await mark([lead, lead], 5);
    await mark([lead], 2);
    await mark([lead], 9);
    assert.deepEqual(
      (await take()).map(({ leadId, markedAt }) => [leadId, markedAt]),
      [[lead, at(2)]],
    );
  });

  it('come oldest first, at most so many', async () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
    await mark([third], 3);
    await mark([first], 1);
    await mark([second], 2);
    assert.deepEqual(
      (await take(2)).map(({ leadId }) => leadId),
      [first, second],
    );
  });

  it('come hot ones and others in turn, so that neither keep the other waiting', async () => {
    const [hot, others] = [ids(4), ids(2)];
    await scoreAs([...hot.map(id => [id, 'Hot'] as const), ...others.map(id => [id, 'Warm'] as const)]);
    await mark(others.slice(0, 1), 1);
    await mark(others.slice(1), 2);
    for (const [index, id] of hot.entries()) await mark([id], 3 + index);
    const order = async (limit: number) => (await take(limit)).map(({ leadId }) => leadId);
    assert.deepEqual(await order(3), [hot[0], others[0], hot[1]]);
    assert.deepEqual(await order(10), [hot[0], others[0], hot[1], others[1], hot[2], hot[3]]);
  });

  it('are settled unless they were marked again since they were taken', async () => {
    const [settled, again] = [randomUUID(), randomUUID()];
    await mark([settled, again], 1);
    const taken = await take();
    await mark([again], 2);
    await inTenant(tenant => settleDirtyLeads(tenant, taken));
    assert.deepEqual(
      (await take()).map(({ leadId }) => leadId),
      [again],
    );
  });

  it('are not waited for while somebody marks them: they stay', async function () {
    if (DATABASE_KIND === 'PGlite') return this.skip(); // It has one transaction at a time.
    const [settled, inDoubt] = [randomUUID(), randomUUID()];
    await mark([settled, inDoubt], 1);
    const taken = await take();
    await inTenant(async marking => {
      await markDirty(marking, [inDoubt], at(2));
      await inTenant(tenant => settleDirtyLeads(tenant, taken));
    });
    assert.deepEqual(
      (await take()).map(({ leadId }) => leadId),
      [inDoubt],
    );
  });

  describe('rest', () => {
    const takeRested = async () => {
      const rest = { since: at(5), burstSince: at(4) };
      return (await inTenant(tenant => takeDirtyLeads(tenant, 10, rest))).map(({ leadId }) => leadId);
    };

    it('a moment, and longer where very many changes came', async () => {
      const [fresh, rested, burst, overBurst] = ids(4) as [string, string, string, string];
      await mark([fresh], 5.1);
      await mark([rested], 5);
      await mark(Array(15).fill(burst), 4.1);
      await mark(Array(5).fill(burst), 4.2);
      await mark(Array(20).fill(overBurst), 4);
      assert.deepEqual(await takeRested(), [overBurst, rested]);
    });

    it('anew when they are marked again while they are scored', async () => {
      const lead = randomUUID();
      await mark(Array(20).fill(lead), 4);
      const taken = await take();
      await mark([lead], 5.1);
      await inTenant(tenant => settleDirtyLeads(tenant, taken));
      assert.deepEqual(await takeRested(), []);
      assert.deepEqual(
        (await take()).map(({ leadId, markedAt }) => [leadId, markedAt]),
        [[lead, at(5.1)]],
      );
    });
  });

  it('name their tenants, the one that waits longest first', async () => {
    const first = tenantId;
    await mark([randomUUID()], 5);
    tenantId = randomUUID();
    await saveTenant(database, makeTenant(tenantId));
    await mark([randomUUID()], 1);
    const tenants = await tenantsWithDirtyLeads(database);
    assert.deepEqual(
      tenants.filter(id => id === first || id === tenantId),
      [tenantId, first],
    );
  });
});
