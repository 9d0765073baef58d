import assert from 'node:assert/strict';
import { createRescoringLoop } from '../../src/jobs/rescoring-loop.ts';
import { markDirty } from '../../src/store/dirty-leads.ts';
import { findLeadOfRecord } from '../../src/store/leads.ts';
import type { Context } from '../../src/use-cases/context.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import type { Bank } from '../support/bank.ts';
import { eventually } from '../support/eventually.ts';
import { addNoisyPast } from '../support/noisy-past.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

interface Round {
  /** How many leads it takes at most. */
  limit: unknown;
  beganMs: number;
}

const LEADS = 60;

describe(`rounds of scoring on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let leadIds: string[];
  withBank(async opened => {
    bank = opened;
    await addNoisyPast(bank, 600);
    for (let at = 0; at < LEADS; at++)
      bank.crms.salesforce.put(`r${at}`, {
        email: `r${at}@acme.example`,
        fields: { age: 20 + at, job: 'clerk' },
      });
    const connection = await bank.connection('salesforce');
    await importLeads(bank.context, bank.tenantId, connection);
    await trainTenantModel(bank.context, bank.tenantId);
    const found = await bank.inTenant(sql =>
      Promise.all(
        Array.from({ length: LEADS }, (_, at) =>
          findLeadOfRecord(sql, connection.connectionId, 'Lead', `r${at}`),
        ),
      ),
    );
    leadIds = found.map(lead => lead!.leadId);
  });

  /** Scores leads that changed. Resolves to the rounds that it took. */
  async function scoreAll({ isFlooded }: { isFlooded: boolean }): Promise<Round[]> {
    const { context } = bank;
    const rounds: Round[] = [];
    const withTenant: Context['database']['withTenant'] = (tenantId, run) =>
      context.database.withTenant(tenantId, sql =>
        run({
          ...sql,
          async query(text, values, howOften) {
            // Hot leads and others are read by the same statement.
            if (!text.includes('from dirty_leads') || !values?.includes(false))
              return sql.query(text, values, howOften);
            rounds.push({ limit: values[1], beganMs: performance.now() });
            return sql.query(text, values, howOften);
          },
        }),
      );
    await bank.inTenant(sql => markDirty(sql, leadIds, context.now()));
    // So that nothing rests any more.
    bank.passSeconds(1);
    const errors: unknown[] = [];
    const watched = { ...context, database: { ...context.database, withTenant } };
    const loop = createRescoringLoop(watched, error => errors.push(error), { isFlooded: () => isFlooded });
    const waiting = () => context.database.query('select from dirty_leads limit 1');
    await eventually(async () => (await waiting()).length === 0).finally(() => loop.close());
    assert.deepEqual(errors, []);
    return rounds;
  }

  it('take many leads', async () => {
    const [first] = await scoreAll({ isFlooded: false });
    assert.equal(first?.limit, DATABASE_KIND === 'PGlite' ? 200 : 1_000);
  });

  it('take few in a flood of events, and leave two seconds to storing these', async () => {
    const [first, second] = await scoreAll({ isFlooded: true });
    assert.deepEqual([first?.limit, second?.limit], [40, 40]);
    // A timer may be a millisecond early.
    assert.ok(second!.beganMs - first!.beganMs > 1_990);
  });
});
