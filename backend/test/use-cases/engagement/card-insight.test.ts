import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ScoredCard } from '@aix/shared-scoring';
import { emailDigest, emailSubject, visitorSubject } from '../../../src/security/digests.ts';
import type { EventProperties } from '../../../src/store/events.ts';
import { ingestEvents } from '../../../src/use-cases/engagement/ingest-events.ts';
import { getCard } from '../../../src/use-cases/get-card.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { replayReceipt } from '../../../src/use-cases/replay-receipt.ts';
import { rescoreDirtyLeads } from '../../../src/use-cases/rescore-dirty-leads.ts';
import { scoreLeads } from '../../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import type { Bank } from '../../support/bank.ts';
import { addNoisyPast } from '../../support/noisy-past.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const MINUTE_MS = 60_000;
const EMAILS = new Map([
  ['ada', 'ada@acme.example'],
  ['bo', 'bo@acme.example'],
]);

describe(`what a lead did, on its card on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(async opened => {
    bank = opened;
    await addNoisyPast(bank, 2_000);
    for (const [name, email] of EMAILS)
      bank.crms.salesforce.put(name, { email, company: null, fields: { age: 25, job: 'clerk' } });
    await importLeads(bank.context, bank.tenantId, await bank.connection('salesforce'));
    await trainTenantModel(bank.context, bank.tenantId);
    bank.passSeconds(1);
    await scoreLeads(bank.context, bank.tenantId);
  });

  const score = async () => {
    bank.passSeconds(1);
    await rescoreDirtyLeads(bank.context, bank.tenantId, { limit: 100 });
  };
  const subjectOf = (name: string) => emailSubject(emailDigest(EMAILS.get(name)!));
  const act = async (
    name: string,
    acts: readonly { signal: string; minutesAgo: number; properties?: EventProperties }[],
    subject = subjectOf(name),
  ) => {
    const now = bank.context.now().getTime();
    const events = acts.map(({ signal, minutesAgo, properties }) => ({
      ...{ eventId: randomUUID(), subject, signal, properties },
      at: new Date(now - minutesAgo * MINUTE_MS),
    }));
    const batch = { tenantId: bank.tenantId, events, identifications: [], asides: [] };
    await ingestEvents(bank.context, bank.tenantId, [batch]);
  };
  const cardOf = async (objectId: string): Promise<ScoredCard> => {
    const { connectionId } = await bank.connection('salesforce');
    const request = { connectionId, objectType: 'Lead', objectId };
    const card = await getCard(bank.context, bank.tenantId, request, { locale: 'en' });
    assert.ok(card.state === 'scored');
    return card;
  };
  const entriesOf = async (name: string) => (await cardOf(name)).timeline?.entries ?? [];

  it('says nothing of who did nothing', async () => {
    const { timeline, colleagues } = await cardOf('ada');
    assert.deepEqual([timeline, colleagues], [null, []]);
  });

  it('groups what was done on a site by visits, which half an hour of silence ends, and tells calls apart', async () => {
    await act('ada', [
      { signal: 'page_view', minutesAgo: 100, properties: { path: '/' } },
      { signal: 'call_answered', minutesAgo: 90 },
      { signal: 'pricing_view', minutesAgo: 71, properties: { path: '/pricing' } },
      { signal: 'page_read', minutesAgo: 70, properties: { path: '/pricing', seconds: 40 } },
      { signal: 'page_view', minutesAgo: 40, properties: { path: '/docs' } },
    ]);
    const entries = await entriesOf('ada');
    assert.deepEqual(
      entries.map(({ kind, text, acts }) => [kind, text.replace(/ \(.*/, ''), acts.map(each => each.text)]),
      [
        ['visit', 'Visit, 09:20', ['Page viewed: /docs']],
        ['visit', 'Visit, 08:20, 30\u00a0min', ['Pricing page viewed: /pricing', 'Page viewed: /']],
        ['act', 'Call answered, 08:30', []],
      ],
    );
  });

  it('says what the score would lose without each', async () => {
    const before = (await cardOf('ada')).header.scorePoints;
    await act('ada', [{ signal: 'demo_request', minutesAgo: 0 }]);
    await score();
    const [entry] = await entriesOf('ada');
    assert.equal(entry!.points, (await cardOf('ada')).header.scorePoints - before);
    assert.ok(entry!.points > 5);
  });

  it('takes what a visitor’s browser told for a visit, and holds back what nobody signed for', async () => {
    const subject = visitorSubject('v1');
    const at = bank.context.now();
    const identification = { subject, emailSubject: subjectOf('ada'), signed: false, at };
    const batch = { tenantId: bank.tenantId, events: [], identifications: [identification], asides: [] };
    await ingestEvents(bank.context, bank.tenantId, [batch]);
    const often = Array.from({ length: 20 }, () => ({ signal: 'trial_start', minutesAgo: 1 }));
    await act('ada', often, subject);
    await score();
    const [entry] = await entriesOf('ada');
    const { header } = await cardOf('ada');
    assert.deepEqual([entry!.kind, entry!.acts.map(({ text }) => text)], ['visit', ['20 × Trial started']]);
    // As far as the band that the lead has without them, and no further.
    assert.equal(header.band, 'Low');
    assert.ok(header.scorePoints < 40);
    assert.ok(entry!.points >= 0 && entry!.points <= header.scorePoints);
  });

  it('tells a return after silence beside the visit that began with it', async () => {
    const day = 24 * 60;
    await act('ada', [
      { signal: 'page_view', minutesAgo: 50 * day },
      { signal: 'pricing_view', minutesAgo: 3 },
    ]);
    await score();
    const entries = await entriesOf('ada');
    assert.deepEqual(
      entries.map(({ text }) => text.replace(/ \(.*/, '')),
      ['Visit, 09:57', 'Back after over 40 days of silence, 09:57', 'Visit, 3 Oct, 10:00'],
    );
    assert.deepEqual(
      entries.map(({ points }) => points > 2),
      [true, true, false],
    );
    const { receiptId } = (await cardOf('ada')).standing!;
    assert.ok((await replayReceipt(bank.context, bank.tenantId, receiptId)).isSame);
  });

  it('names colleagues that are in the same CRM, most recent first, and nobody twice', async () => {
    await act('bo', [{ signal: 'page_view', minutesAgo: 20 }]);
    await act('ada', [{ signal: 'page_view', minutesAgo: 5 }]);
    await score();
    const { colleagues } = await cardOf('ada');
    const { header } = await cardOf('bo');
    assert.deepEqual(colleagues, [
      {
        ...{ objectType: 'Lead', objectId: 'bo', band: header.band },
        text: `${header.text}, last active 09:40`,
      },
    ]);
  });
});
