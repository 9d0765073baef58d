import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createEnvelope } from '../../src/security/envelope.ts';
import { beginRequest, keepAnswer } from '../../src/store/access/answered-requests.ts';
import { eraseLeads } from '../../src/store/erase-leads.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { makeTenant } from '../support/make.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';

const ENVELOPE = createEnvelope(Buffer.alloc(32));
const NOW = new Date('2026-11-22T10:00:00Z');

describe(`answers to writes that may be repeated, on ${DATABASE_KIND}`, () => {
  let database: TestDatabase;
  let tenantId: string;
  before(async () => {
    database = await openTestDatabase();
    tenantId = randomUUID();
    await saveTenant(database, makeTenant(tenantId));
  });
  after(() => database.drop());

  const begin = (key: string) =>
    database.withTenant(tenantId, sql =>
      beginRequest(sql, ENVELOPE, { key, digest: Buffer.alloc(32), now: NOW }),
    );
  const keep = (key: string, answer: unknown) =>
    database.withTenant(tenantId, sql => keepAnswer(sql, ENVELOPE, { key, answer }));

  it('come back as they were, and lie encrypted', async () => {
    assert.deepEqual(await begin('a'), { first: true });
    await keep('a', { secret: 'whsec_told-once' });
    assert.deepEqual(await begin('a'), { answer: { secret: 'whsec_told-once' } });
    const [row] = await database.query<{ sealed: Uint8Array }>('select sealed from answered_requests');
    assert.ok(!Buffer.from(row!.sealed).includes('told-once'));
  });

  it('leave with the leads that they mention', async () => {
    const [gone, stays] = [randomUUID(), randomUUID()];
    for (const leadId of [gone, stays]) {
      await begin(leadId);
      await keep(leadId, { overrideId: randomUUID(), leadId });
    }
    await database.withTenant(tenantId, sql => eraseLeads(sql, [gone], NOW));
    assert.deepEqual(await begin(gone), { first: true });
    assert.ok('answer' in (await begin(stays)));
  });
});
