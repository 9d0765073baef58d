import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { createEnvelope } from '../../src/security/envelope.ts';
import { saveConnection } from '../../src/store/connections.ts';
import { countRecords, saveCrmRecords } from '../../src/store/crm-records.ts';
import type { TenantSql } from '../../src/store/database.ts';
import { noteReadings } from '../../src/store/earlier-readings.ts';
import { lockIdentities } from '../../src/store/identities.ts';
import { saveLeads } from '../../src/store/leads.ts';
import {
  countWaitingWrites,
  dueWrites,
  enqueueWrites,
  listQueuedWrites,
  type OutboxEntry,
  retryDeadWrites,
  settleWrites,
} from '../../src/store/outbox.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { eventually } from '../support/eventually.ts';
import { makeCrmLead, makeFacts, makeTenant } from '../support/make.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const RECORDS = ['00Q1', '00Q2', '00Q3'];

describe(`outbox on ${DATABASE_KIND}`, () => {
  let database: TestDatabase;
  let connectionId: string;
  let inTenant: <T>(work: (tenant: TenantSql) => Promise<T>) => Promise<T>;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    const tenantId = randomUUID();
    connectionId = randomUUID();
    inTenant = work => database.withTenant(tenantId, work);
    await saveTenant(database, makeTenant(tenantId));
    await inTenant(fill);
  });

  async function fill(tenant: TenantSql) {
    const leadId = randomUUID();
    await saveConnection(tenant, createEnvelope(randomBytes(32)), {
      connectedAs: null,
      at: new Date(),
      connectionId,
      crm: 'salesforce',
      externalId: connectionId,
      name: 'Org',
      settings: { namespace: '' },
      mappings: [],
      tokens: { accessToken: '', expiresAt: 0 },
    });
    await saveLeads(tenant, [{ leadId, ...makeFacts() }], NOW);
    const records = RECORDS.map(objectId => ({ ...makeCrmLead({ objectId }), leadId }));
    await saveCrmRecords(tenant, connectionId, records);
  }

  const enqueue = (score: number, ids = RECORDS) =>
    inTenant(tenant =>
      enqueueWrites(
        tenant,
        ids.map(objectId => ({ connectionId, objectType: 'Lead', objectId, values: { score } })),
      ),
    );
  const due = (now = NOW, limit = 100) => inTenant(tenant => dueWrites(tenant, connectionId, now, limit));
  const scoresDue = async (now = NOW) =>
    (await due(now)).map(({ objectId, values }) => [objectId, values.score]);
  const written = (entry: OutboxEntry) =>
    ({ entry, result: { objectId: entry.objectId, status: 'written' } }) as const;
  const rejected = (entry: OutboxEntry, reason: string) =>
    ({ entry, result: { objectId: entry.objectId, status: 'rejected', reason } }) as const;
  const postponed = (entry: OutboxEntry, retryAfterMs?: number) =>
    ({
      entry,
      result: {
        objectId: entry.objectId,
        status: 'postponed',
        reason: 'busy',
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      },
    }) as const;
  const settle = (settled: Parameters<typeof settleWrites>[2], now = NOW) =>
    inTenant(tenant => settleWrites(tenant, connectionId, settled, now));
  const counts = async () => (await inTenant(countRecords))[0]!;

  it('gives what is queued, oldest first, at most so many', async () => {
    await enqueue(1, ['00Q3']);
    await enqueue(2, ['00Q1', '00Q2']);
    assert.deepEqual((await scoresDue())[0], ['00Q3', 1]);
    assert.equal((await due(NOW, 2)).length, 2);
    assert.equal((await due()).length, 3);
  });

  it('keeps one write a record: the newest score wins', async () => {
    await enqueue(1);
    await enqueue(2);
    assert.deepEqual((await scoresDue()).sort(), [
      ['00Q1', 2],
      ['00Q2', 2],
      ['00Q3', 2],
    ]);
  });

  it('keeps what was taken until it is settled, so that a crash repeats it', async () => {
    await enqueue(1);
    assert.deepEqual(await due(), await due());
  });

  it('lets a written record go and remembers when', async () => {
    await enqueue(1);
    await settle((await due()).map(written));
    assert.deepEqual(await due(later(1e6)), []);
    const { written: count, waiting, rejected: refused } = await counts();
    assert.deepEqual([count, waiting, refused], [3, 0, 0]);
  });

  it('keeps a newer score that came while the older one was on its way', async () => {
    await enqueue(1, ['00Q1']);
    const inFlight = await due();
    await enqueue(2, ['00Q1']);
    await settle(inFlight.map(written));
    assert.deepEqual(await scoresDue(), [['00Q1', 2]]);
  });

  it('does not let a late postponement delay a newer score', async () => {
    await enqueue(1, ['00Q1']);
    const inFlight = await due();
    await enqueue(2, ['00Q1']);
    await settle(inFlight.map(entry => postponed(entry)));
    assert.deepEqual(await scoresDue(), [['00Q1', 2]]);
  });

  it('lets a postponed write rest 30 s, then twice as long each time, at most an hour', async () => {
    await enqueue(1, ['00Q1']);
    let now = NOW;
    for (const restSeconds of [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]) {
      await settle(
        (await due(now)).map(entry => postponed(entry)),
        now,
      );
      assert.deepEqual(await due(new Date(now.getTime() + restSeconds * 1000 - 1)), []);
      now = new Date(now.getTime() + restSeconds * 1000);
      assert.equal((await due(now)).length, 1, `${restSeconds} s`);
    }
    assert.equal(await inTenant(tenant => countWaitingWrites(tenant, connectionId)), 1);
  });

  it('rests as long as the CRM asked for', async () => {
    await enqueue(1, ['00Q1']);
    await settle((await due()).map(entry => postponed(entry, 90_000)));
    assert.deepEqual(await due(later(89)), []);
    assert.equal((await due(later(90))).length, 1);
  });

  it('sends a newer score at once, though the older one rests', async () => {
    await enqueue(1, ['00Q1']);
    await settle((await due()).map(entry => postponed(entry, 3_600_000)));
    await enqueue(2, ['00Q1']);
    assert.deepEqual(await scoresDue(), [['00Q1', 2]]);
  });

  it('gives up a rejected write and keeps the reason until a later one is written', async () => {
    await enqueue(1, ['00Q1']);
    await settle((await due()).map(entry => rejected(entry, 'ENTITY_IS_DELETED\u0000: gone')));
    assert.deepEqual(await due(later(1e6)), []);
    const refused = await counts();
    assert.deepEqual([refused.rejected, refused.reasons], [1, ['ENTITY_IS_DELETED: gone']]);
    await enqueue(2, ['00Q1']);
    await settle((await due()).map(written));
    const healed = await counts();
    assert.deepEqual([healed.rejected, healed.written], [0, 1]);
  });

  it('settles each write by its own answer', async () => {
    await enqueue(1);
    const [first, second, third] = await due();
    await settle([written(first!), rejected(second!, 'no'), postponed(third!)]);
    const { written: count, rejected: refused, waiting } = await counts();
    assert.deepEqual([count, refused, waiting], [1, 1, 1]);
  });

  it('is settled beside a reading of the same records in another order, without a circle of waiting', async function () {
    if (DATABASE_KIND === 'PGlite') return this.skip(); // It has one transaction at a time.
    await enqueue(1, ['00Q1', '00Q2']);
    const entries = await due();
    const modifiedAt = later(1);
    const note = (tenant: TenantSql, objectId: string) =>
      noteReadings(tenant, connectionId, [{ objectType: 'Lead', objectId, modifiedAt }]);
    let settling: Promise<void> | undefined;
    await inTenant(async tenant => {
      await lockIdentities(tenant);
      await note(tenant, '00Q2');
      settling = settle(entries.map(written));
      await eventually(async () => (await waitingForLocks()) > 0);
      await note(tenant, '00Q1');
    });
    await settling;
    assert.equal((await counts()).written, 2);
  });

  async function waitingForLocks(): Promise<number> {
    const [row] = await database.query<{ count: number }>(
      `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return row!.count;
  }

  describe('a dead letter', () => {
    const queued = () => inTenant(tenant => listQueuedWrites(tenant, 10));
    const dieOf = async (reason: string, ids = ['00Q1']) => {
      await enqueue(1, ids);
      await settle((await due()).map(entry => rejected(entry, reason)));
    };

    it('is a rejected write, kept with its reason', async () => {
      await dieOf('ENTITY_IS_DELETED');
      const [dead] = await queued();
      assert.deepEqual(dead, {
        ...{ connectionId, objectType: 'Lead', objectId: '00Q1', attempts: 1 },
        ...{ reason: 'ENTITY_IS_DELETED', deadAt: NOW },
      });
    });

    it('is a write that was postponed 30 times, more than a day', async () => {
      await enqueue(1, ['00Q1']);
      let now = NOW;
      for (let attempt = 1; attempt <= 30; attempt++) {
        const entries = await due(now);
        assert.equal(entries.length, 1, `attempt ${attempt}`);
        await settle(
          entries.map(entry => postponed(entry)),
          now,
        );
        now = new Date(now.getTime() + 3_600_000);
      }
      assert.deepEqual(await due(now), []);
      assert.equal((await queued())[0]?.reason, 'busy');
      assert.ok((await queued())[0]?.deadAt);
    });

    it('is tried again at once when a person says so', async () => {
      await dieOf('INVALID_FIELD', RECORDS);
      assert.deepEqual(await due(later(1e6)), []);
      assert.equal(await inTenant(tenant => retryDeadWrites(tenant, connectionId)), 3);
      assert.equal((await due()).length, 3);
      assert.equal(await inTenant(tenant => retryDeadWrites(tenant)), 0);
    });

    it('of another connection is left alone', async () => {
      await dieOf('INVALID_FIELD');
      assert.equal(await inTenant(tenant => retryDeadWrites(tenant, randomUUID())), 0);
    });

    it('comes to life with a newer score', async () => {
      await dieOf('INVALID_FIELD');
      await enqueue(2, ['00Q1']);
      assert.deepEqual(await scoresDue(), [['00Q1', 2]]);
      assert.equal((await queued())[0]?.deadAt, null);
    });

    it('is listed before what waits, the newest first', async () => {
      await enqueue(1, ['00Q3']);
      const [entry] = await due();
      await settle([rejected(entry!, 'first')]);
      await enqueue(1, ['00Q2']);
      await settle([rejected((await due())[0]!, 'second')], later(1));
      await enqueue(1, ['00Q1']);
      assert.deepEqual(
        (await queued()).map(({ objectId }) => objectId),
        ['00Q2', '00Q3', '00Q1'],
      );
    });
  });
});
