import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { findCardSource } from '../../src/store/card-source.ts';
import { activeColleagues } from '../../src/store/colleagues.ts';
import type { TenantSql } from '../../src/store/database.ts';
import { markDirty, settleDirtyLeads, takeDirtyLeads } from '../../src/store/dirty-leads.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { makeTenant } from '../support/make.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** A node of `explain (format json)`. */
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: PlanNode[];
}

const WAITING = 3_000;

describe(`statements on ${DATABASE_KIND}, planned while the planner believes that tables are empty`, () => {
  let database: TestDatabase;
  const tenantId = randomUUID();
  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) => database.withTenant(tenantId, work);
  const mark = () =>
    inTenant(tenant =>
      markDirty(
        tenant,
        Array.from({ length: WAITING }, () => randomUUID()),
        new Date(),
      ),
    );
  const settleAll = () =>
    inTenant(async tenant => settleDirtyLeads(tenant, await takeDirtyLeads(tenant, WAITING)));
  before(async () => {
    database = await openTestDatabase();
    await saveTenant(database, makeTenant(tenantId));
    await mark();
    await settleAll();
    for (const table of ['dirty_leads', 'outbox', 'engagement'])
      await database.query(`vacuum (analyze, truncate off) ${table}`);
    await mark();
  });
  after(() => database.drop());

  /** How the statements of `work` read a table, and what else their plans do. */
  async function nodesOf(work: (tenant: TenantSql) => Promise<unknown>): Promise<PlanNode[]> {
    const nodes: PlanNode[] = [];
    const collect = (node: PlanNode): void => {
      nodes.push(node);
      node.Plans?.forEach(collect);
    };
    await inTenant(tenant =>
      work({
        ...tenant,
        async query<Row extends object>(text: string, values?: readonly unknown[]) {
          if (text.includes('set_config')) return tenant.query<Row>(text, values);
          const [row] = await tenant.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
            `explain (format json) ${text}`,
            values,
          );
          collect(row!['QUERY PLAN'][0].Plan);
          return tenant.query<Row>(text, values);
        },
      }),
    );
    return nodes;
  }

  it('take the next leads by their turn, without reading and sorting all that wait', async () => {
    const nodes = await nodesOf(async tenant => {
      const rest = { since: new Date(), burstSince: new Date(0) };
      assert.equal((await takeDirtyLeads(tenant, 200, rest)).length, 200);
    });
    const reads = nodes.filter(node => node['Relation Name'] === 'dirty_leads');
    assert.deepEqual(
      reads.map(node => [node['Node Type'], node['Index Name']]),
      Array(2).fill(['Index Scan', 'dirty_leads_in_turn']),
    );
    assert.ok(!nodes.some(node => node['Node Type'].includes('Sort')));
  });

  it('look a card’s mark and write up by their keys', async () => {
    const key = { connectionId: randomUUID(), objectType: 'Lead', objectId: 'ada' };
    const nodes = await nodesOf(tenant => findCardSource(tenant, key, { scores: 1, events: 1 }));
    const indexes = new Set(nodes.map(node => node['Index Name']));
    assert.ok(indexes.has('dirty_leads_pkey') && indexes.has('outbox_pkey'), [...indexes].join());
    assert.ok(!indexes.has('dirty_leads_in_turn') && !indexes.has('outbox_by_revision'), [...indexes].join());
    const readWhole = nodes.filter(
      node =>
        node['Node Type'] === 'Seq Scan' && ['dirty_leads', 'outbox'].includes(node['Relation Name'] ?? ''),
    );
    assert.deepEqual(readWhole, []);
  });

  it('look up what a colleague did by their lead, not by reading what all leads did', async () => {
    const company = { domain: 'acme.example', name: 'Acme' };
    const nodes = await nodesOf(tenant => activeColleagues(tenant, { company, since: new Date(), limit: 5 }));
    const reads = nodes.filter(node => node['Relation Name'] === 'engagement');
    assert.deepEqual(
      reads.map(node => [node['Node Type'], node['Index Cond']?.includes('lead_id')]),
      [['Index Scan', true]],
    );
  });

  it('settle every lead that was taken', async () => {
    await settleAll();
    assert.deepEqual(await inTenant(tenant => takeDirtyLeads(tenant, 1)), []);
  });
});
