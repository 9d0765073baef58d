import assert from 'node:assert/strict';
import { Button, DateInput, Form, LoadingButton, Select, TextArea } from '@hubspot/ui-extensions';
import { dayIn, endOfDay } from '../deeds/days.ts';
import type { ScoredCard } from '../generated/card-view.ts';
import { fixture, openCard } from './open-card.ts';

const RECEIPT = '7d3c1c1e-6f0e-4d0b-9a54-0d9f4d1c2b3a';

async function openScored(override: 'with override' | 'without override' = 'without override') {
  const view = fixture('en/scored-standing') as ScoredCard;
  if (override === 'without override' && view.standing) view.standing.override = null;
  const card = openCard();
  await card.answerCard(view);
  return acting(card);
}

/** What a test does with a card, and reads of it. */
function acting(card: ReturnType<typeof openCard>) {
  const click = (label: string) => {
    const isIt = ({ text }: { text: string | null }) => text === label;
    const button = card.renderer.maybeFind(Button, isIt) ?? card.renderer.find(LoadingButton, isIt);
    button.trigger('onClick');
  };
  const said = (words: RegExp) => card.renderer.waitFor(() => assert.match(card.shown(), words));
  const lastSent = () => {
    const sent = card.sent.at(-1) as (typeof card.sent)[number];
    const { idempotencyKey = '', ...query } = Object.fromEntries(sent.url.searchParams);
    return { path: sent.url.pathname, method: sent.method, body: sent.body, query, key: idempotencyKey };
  };
  return { ...card, click, said, lastSent };
}

describe('“Is this right?”', () => {
  it('takes one click when it is, and ten seconds long another to take it back', async () => {
    const card = await openScored();
    card.click('Yes');
    await card.asked(2);
    const { path, method, body, query, key } = card.lastSent();
    assert.equal(path, '/v1/connections/own/records/contact/123/feedback');
    assert.deepEqual(
      { method, body, query },
      { method: 'POST', body: { receiptId: RECEIPT, isRight: true }, query: {} },
    );
    assert.match(key, /^[0-9a-f]{32}$/);
    card.sent.at(-1)?.answer(200, { feedbackId: 'f1' });
    await card.said(/Thanks\. It is kept with this score\./);
    card.click('Undo');
    await card.asked(3);
    assert.equal(card.lastSent().path, '/v1/feedback/f1/undo');
    card.sent.at(-1)?.answer(200, {});
    await card.said(/Taken back\./);
  });

  it('takes two clicks and a reason when it is not', async () => {
    const card = await openScored();
    card.click('No');
    await card.said(/What is wrong\?/);
    card.click('Bad data');
    await card.asked(2);
    assert.deepEqual(card.lastSent().body, { receiptId: RECEIPT, isRight: false, reason: 'bad_data' });
  });

  it('takes a note for what is on no list', async () => {
    const card = await openScored();
    card.click('No');
    await card.said(/What is wrong\?/);
    card.click('Other');
    await card.said(/What is wrong\? \(optional\)/);
    card.renderer.find(TextArea).trigger('onChange', ' moved abroad ' as never);
    await card.said(/moved abroad/);
    card.renderer.find(Form).trigger('onSubmit');
    await card.asked(2);
    const note = { receiptId: RECEIPT, isRight: false, reason: 'other', note: 'moved abroad' };
    assert.deepEqual(card.lastSent().body, note);
  });

  it('sends the same wish under the same key until it is fulfilled', async () => {
    const card = await openScored();
    card.click('Yes');
    await card.asked(2);
    const { key } = card.lastSent();
    card.sent.at(-1)?.answer(503, {});
    await card.said(/The details cannot be reached right now/);
    card.click('Yes');
    await card.asked(3);
    assert.equal(card.lastSent().key, key);
  });
});

describe('a band that a person sets', () => {
  it('is sent with its reason and the end of its last day', async () => {
    const card = await openScored();
    card.click('Set the band yourself');
    await card.said(/Your band stands beside the model’s/);
    card.renderer.find(Select).trigger('onChange', 'Warm' as never);
    card.renderer.find(DateInput).trigger('onChange', { year: 2026, month: 11, date: 24 } as never);
    card.renderer.find(TextArea).trigger('onChange', 'On holiday' as never);
    await card.said(/On holiday/);
    card.renderer.find(Form).trigger('onSubmit');
    await card.asked(2);
    assert.equal(card.lastSent().path, '/v1/connections/own/records/contact/123/override');
    assert.deepEqual(card.lastSent().body, {
      ...{ band: 'Warm', reason: 'On holiday' },
      endsAt: '2026-12-24T22:59:59.000Z',
    });
    card.sent.at(-1)?.answer(200, {});
    await card.said(/Your band is set\./);
    await card.asked(3);
    assert.match(card.lastSent().path, /card$/);
  });

  it('is not sent while band or reason are missing, and both say so', async () => {
    const card = await openScored();
    card.click('Set the band yourself');
    await card.said(/Choose a band/);
    card.renderer.find(Form).trigger('onSubmit');
    await card.renderer.waitFor(() =>
      assert.equal(card.renderer.find(Select).props.validationMessage, 'Needed'),
    );
    assert.equal(card.renderer.find(TextArea).props.error, true);
    assert.equal(card.sent.length, 1);
  });

  it('has one primary button, the form’s', async () => {
    const card = await openScored();
    card.click('Set the band yourself');
    await card.said(/Choose a band/);
    const primary = card.renderer.findAll(Button, ({ props }) => props.variant === 'primary');
    assert.deepEqual(
      primary.map(({ text }) => text),
      ['Save'],
    );
  });

  it('can be ended', async () => {
    const card = await openScored('with override');
    card.click('End your band now');
    await card.asked(2);
    assert.equal(card.lastSent().path, '/v1/connections/own/records/contact/123/override/end');
    card.sent.at(-1)?.answer(200, {});
    await card.said(/The model’s band holds again\./);
  });
});

describe('“Score now”', () => {
  it('says when nothing has changed', async () => {
    const card = await openScored();
    card.click('Score now');
    await card.asked(2);
    assert.equal(card.lastSent().path, '/v1/connections/own/records/contact/123/score');
    card.sent.at(-1)?.answer(200, { isPublished: false });
    await card.said(/Scored just now: nothing has changed\./);
  });

  it('is the one primary button of a contact that was never scored', async () => {
    const card = openCard({ properties: {} });
    await card.answerCard(fixture('en/never-scored'));
    const button = card.renderer.find(LoadingButton);
    assert.deepEqual([button.text, button.props.variant], ['Score now', 'primary']);
  });
});

describe('the next step', () => {
  const openStep = async (view = 'en/scored-step-call') => {
    const card = openCard({ properties: {} });
    await card.answerCard(fixture(view));
    return acting(card);
  };

  it('becomes a task', async () => {
    const card = await openStep();
    card.click('Do it');
    await card.asked(2);
    const { path, body } = card.lastSent();
    assert.equal(path, '/v1/connections/own/records/contact/123/next-step/take');
    assert.deepEqual(body, { stepId: '3f9f1c52-5d53-4c53-8f0d-0c2d3a1b7e11', locale: 'en' });
    card.sent.at(-1)?.answer(200, { status: 'made' });
    await card.said(/The task is made\./);
  });

  it('says when the CRM did not take the task', async () => {
    const card = await openStep();
    card.click('Do it');
    await card.asked(2);
    card.sent.at(-1)?.answer(200, { status: 'refused' });
    await card.said(/did not take the task/);
  });

  it('is asked when it shall come back', async () => {
    const card = await openStep();
    card.click('Not now');
    await card.said(/When should it come back\?/);
    card.click('Tomorrow');
    await card.asked(2);
    assert.equal(card.lastSent().path, '/v1/connections/own/records/contact/123/next-step/later');
    card.sent.at(-1)?.answer(200, { until: '2026-11-24T09:00:00Z' });
    await card.said(/Put off\./);
  });

  it('has no buttons where nobody has to do anything', async () => {
    const card = await openStep('en/scored-step-nurture');
    await card.said(/Leave to your mailings/);
    assert.doesNotMatch(card.shown(), /Do it|Not now/);
  });

  it('shows its draft when that is asked for', async () => {
    const card = await openScored();
    card.click('Draft an e-mail');
    await card.said(/Hello Ada Silva,/);
  });
});

describe('endOfDay', () => {
  for (const [day, zone, end] of [
    [{ year: 2026, month: 10, date: 30 }, 'Europe/Berlin', '2026-11-30T22:59:59.000Z'],
    [{ year: 2026, month: 9, date: 25 }, 'Europe/Berlin', '2026-10-25T22:59:59.000Z'],
    [{ year: 2026, month: 2, date: 29 }, 'Europe/Berlin', '2026-03-29T21:59:59.000Z'],
    [{ year: 2026, month: 0, date: 1 }, 'America/New_York', '2026-01-02T04:59:59.000Z'],
    [{ year: 2026, month: 0, date: 1 }, 'Asia/Kolkata', '2026-01-01T18:29:59.000Z'],
  ] as const)
    it(`is ${end} in ${zone}`, () => assert.equal(endOfDay(day, zone), end));

  it('counts days in the time zone', () => {
    const now = new Date('2026-12-31T23:30:00Z');
    assert.deepEqual(dayIn(0, now, 'Europe/Berlin'), { year: 2027, month: 0, date: 1 });
    assert.deepEqual(dayIn(7, now, 'America/New_York'), { year: 2027, month: 0, date: 7 });
  });
});
