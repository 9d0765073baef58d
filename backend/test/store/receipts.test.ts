import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { canonicalJson } from '@aix/shared-scoring';
import { linkReceipt, payloadDigest } from '../../src/security/receipt-chain.ts';
import { appendReceipts, erasePayloads, receiptsOfLead } from '../../src/store/receipts.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { makeTenant } from '../support/make.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';

describe(`stored receipts on ${DATABASE_KIND}`, () => {
  let database: TestDatabase;
  const tenantId = randomUUID();
  const madeAt = new Date('2026-11-22T10:00:00.123Z');
  before(async () => {
    database = await openTestDatabase();
    await saveTenant(database, makeTenant(tenantId));
  });
  after(() => database.drop());

  const write = (payload: string) =>
    database.withTenant(tenantId, async sql => {
      const leadId = randomUUID();
      const receipt = { receiptId: randomUUID(), leadId, madeAt, payload, scorePoints: 71, modelVersion: 3 };
      await appendReceipts(sql, [linkReceipt(receipt, undefined)]);
      const [stored] = await receiptsOfLead(sql, leadId, 1);
      return stored!;
    });

  it('give a payload back byte for byte, whatever a CRM’s fields say', async () => {
    const odd = canonicalJson({
      ...{
        quotes: `"'\\"`,
        braces: '{a,b}',
        nothing: 'NULL',
        lines: 'a\nb\t\u0000',
        accents: 'Zoë 😀\u2028',
      },
      half: 'cut \ud83d',
    });
    for (const payload of ['{}', odd]) {
      const stored = await write(payload);
      assert.equal(stored.payload, payload);
      assert.deepEqual(stored.madeAt, madeAt);
      assert.deepEqual(Buffer.from(stored.digest), payloadDigest(stored.salt!, payload));
    }
  });

  it('keep nothing of a score whose payload is erased', async () => {
    const { leadId, receiptId } = await write('{}');
    const beside = () =>
      database.query('select points, model_version from receipts where receipt_id = $1', [receiptId]);
    assert.deepEqual(await beside(), [{ points: 71, model_version: 3 }]);
    await database.withTenant(tenantId, sql => erasePayloads(sql, [leadId], madeAt));
    assert.deepEqual(await beside(), [{ points: null, model_version: null }]);
    await assert.rejects(
      database.query('update receipts set points = 71 where receipt_id = $1', [receiptId]),
      /receipts_erased_whole/,
    );
  });
});
