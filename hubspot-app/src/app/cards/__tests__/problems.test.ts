import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Alert, Button, LoadingSpinner } from '@hubspot/ui-extensions';
import { fixture, openCard, SAVED } from './open-card.ts';

const DOWN = /Showing the score saved .*14:02\. Details are back soon\./;

/** HubSpot's proxy, when the service answered with a status that is no success. */
const wrapped = (status: number) => ({
  status: 'error',
  category: 'BAD_GATEWAY',
  context: { appServerStatusCode: [String(status)] },
});

describe('a card that the service does not give', () => {
  for (const [what, status, answer, words] of [
    ['is down', 503, {}, DOWN],
    ['is down, as the proxy words it', 200, wrapped(503), DOWN],
    ['answers no card', 200, { hello: 'world' }, DOWN],
    ['does not know the account', 401, {}, /Ask your admin/],
    ['does not know the account, as the proxy words it', 200, wrapped(401), /Ask your admin/],
    ['refuses the user', 403, {}, /You cannot see lead scores[\s\S]*Ask a super admin/],
    ['asks to come back later', 429, {}, /Too many cards were opened at once/],
    ['does not know the contact', 404, {}, /does not know this lead yet/],
  ] as const)
    it(`keeps the properties and says why, where the service ${what}`, async () => {
      const card = openCard();
      await card.answerCard(answer, status);
      assert.match(card.shown(), words);
      for (const text of ['Hot · 82', SAVED.aix_reason_1]) assert.ok(card.shown().includes(text));
    });

  it('says so where HubSpot itself gives up', async () => {
    const card = openCard();
    await card.asked();
    card.sent[0]?.fail();
    await card.renderer.waitFor(() => assert.match(card.shown(), DOWN));
  });

  it('promises no score where none is saved', async () => {
    const card = openCard({ properties: {} });
    await card.answerCard({}, 503);
    assert.ok(card.shown().includes('The details cannot be reached right now.'));
    assert.ok(card.shown().includes('No score is saved on this record'));
  });

  it('tells who may install apps where to do it', async () => {
    const card = openCard({ permissions: ['integrations-management-write'] });
    await card.answerCard({}, 401);
    assert.ok(card.shown().includes('Install the app again: Settings, Integrations, Connected Apps.'));
  });

  it('shows the card when another try succeeds', async () => {
    const card = openCard();
    await card.answerCard({}, 503);
    card.renderer.find(Alert).find(Button).trigger('onClick');
    await card.asked(2);
    card.sent[1]?.answer(200, fixture('en/scored'));
    await card.renderer.waitFor(() => assert.ok(card.shown().includes('Updated 3 s ago · model v14')));
    assert.equal(card.renderer.maybeFind(Alert), null);
  });
});

describe('a card that is waited for', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  /** Lets effects and renderings that are due happen; no time passes. */
  async function turns() {
    for (let turn = 0; turn < 8; turn += 1) await nextTurn();
  }

  it('says after three seconds that it takes longer, and gives up after ten', async () => {
    const card = openCard();
    await turns();
    assert.equal(card.renderer.find(LoadingSpinner).props.label, 'Loading the score');
    mock.timers.tick(3_000);
    await turns();
    assert.equal(card.renderer.find(LoadingSpinner).props.label, 'Getting details…');
    mock.timers.tick(7_000);
    await turns();
    assert.match(card.shown(), DOWN);
    assert.equal(card.renderer.maybeFind(LoadingSpinner), null);
  });

  it('does not let an answer that comes too late push out a newer one', async () => {
    const card = openCard();
    await turns();
    mock.timers.tick(10_000);
    await turns();
    card.renderer.find(Alert).find(Button).trigger('onClick');
    await turns();
    card.sent[1]?.answer(200, fixture('en/scored-standing'));
    await turns();
    card.sent[0]?.answer(200, fixture('en/not-eligible-lost'));
    await turns();
    assert.ok(card.shown().includes('Fit 61'));
  });
});
