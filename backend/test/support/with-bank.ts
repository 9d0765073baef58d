import { type Bank, closeBanks, openBank } from './bank.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

/**
 * Gives each test of the surrounding suite a bank of its own, all on one database that is removed after the suite. `take` runs
 * before each test and may prepare the bank further.
 */
export function withBank(take: (bank: Bank) => Promise<void> | void): void {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(async () => {
    await database.drop();
    await closeBanks();
  });
  beforeEach(async () => take(await openBank(database)));
  // Deliveries go out for all tenants: what one test left is nobody's concern in the next.
  afterEach(() => database.query('delete from deliveries'));
}
