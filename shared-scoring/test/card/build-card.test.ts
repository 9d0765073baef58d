import assert from 'node:assert/strict';
import { buildCard, type ScoredFacts, type TooLittleFacts } from '../../src/card/build-card.ts';
import type { FieldEvidence } from '../../src/card/build-reasons.ts';
import type { Locale, ScoredCard, TextCard } from '../../src/card/card-view.ts';
import { SCORED_FACTS } from './fixture-facts.ts';

const NOW = new Date('2026-11-23T14:02:14Z');
const NOTHING_KNOWN: TooLittleFacts = { state: 'too_little', outcomes: 0, conversions: 0, assumed: [] };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ago = (ms: number) => new Date(NOW.getTime() - ms);

function scoredCard(changes: Partial<ScoredFacts> = {}, locale: Locale = 'en'): ScoredCard {
  const card = buildCard({ ...SCORED_FACTS, ...changes }, { locale, now: NOW });
  assert.ok(card.state === 'scored');
  return card;
}

describe('the card of a lead with a score', () => {
  it('heads with band and score, and a mark that needs no colour', () => {
    assert.deepEqual(scoredCard().header, { band: 'Hot', mark: '●', scorePoints: 82, text: 'Hot · 82' });
    const marks = (['Hot', 'Warm', 'Nurture', 'Low'] as const).map(band => scoredCard({ band }).header.mark);
    assert.equal(new Set(marks).size, 4);
  });

  it('names the band in the reader’s language and keeps its key', () => {
    const { band, text } = scoredCard({ band: 'Low', scorePoints: 31 }, 'de').header;
    assert.deepEqual([band, text], ['Low', 'Niedrig · 31']);
  });

  it('never tells a chance without its horizon and interval', () => {
    const chance = { propensity: 0.28, low: 0.19, high: 0.39 };
    assert.equal(
      scoredCard(chance).probability.text,
      '28\u00a0% likely to convert in 30 days (19–39\u00a0%)',
    );
    assert.equal(
      scoredCard({ ...chance, horizonDays: 1 }, 'de').probability.text,
      '28\u00a0% Chance auf Abschluss innerhalb von 1 Tag (19–39\u00a0%)',
    );
  });

  it('says on how many outcomes it rests, in words and in marks', () => {
    const { text } = scoredCard({ outcomes: 9240, conversions: 412 }).evidence;
    assert.equal(text, 'Based on 9,240 of your own outcomes, 412 converted');
    const filled = [19, 20, 60, 120, 300, 800].map(
      conversions => scoredCard({ conversions }).evidence.filled,
    );
    assert.deepEqual(filled, [0, 1, 2, 3, 4, 5]);
  });

  it('says how much of it is the starter model, and that this is an assumption', () => {
    const textOf = (starterShare: number, locale: Locale = 'en') =>
      scoredCard({ outcomes: 412, conversions: 87, starterShare }, locale).evidence.text;
    assert.equal(
      textOf(0.68),
      'Mostly starter model (68\u00a0%), an assumption; 412 of your own outcomes, 87 converted',
    );
    assert.equal(
      textOf(0.49),
      'Based on 412 of your own outcomes, 87 converted; 49\u00a0% starter model, an assumption',
    );
    assert.equal(textOf(0.049), 'Based on 412 of your own outcomes, 87 converted');
    assert.match(textOf(0.5, 'de'), /^Überwiegend Startmodell \(50\u00a0%\), eine Annahme/);
  });

  it('ends with its age and its model', () => {
    assert.equal(scoredCard({ scoredAt: ago(3000) }).foot.text, 'Updated 3\u00a0s ago · model v14');
    assert.equal(
      scoredCard({ scoredAt: ago(49 * HOUR_MS) }, 'de').foot.text,
      'Vor 2 Tagen aktualisiert · Modell v14',
    );
  });
});

describe('the notice of a card', () => {
  const noticeAfter = (ms: number) => scoredCard({ waitingSince: ago(ms), scoredAt: ago(ms + 1) }).notice;

  it('is absent however old a score is, while no change waits', () => {
    assert.equal(scoredCard({ scoredAt: ago(90 * 24 * HOUR_MS) }).notice, null);
  });

  it('is absent while a change has waited up to 15 minutes', () => {
    assert.equal(noticeAfter(15 * MINUTE_MS), null);
  });

  it('says stale from there up to 24 hours', () => {
    const text = 'A change has been waiting for 15\u00a0min to be scored';
    assert.deepEqual(noticeAfter(15 * MINUTE_MS + 1), { level: 'stale', text });
    assert.equal(noticeAfter(24 * HOUR_MS)?.level, 'stale');
  });

  it('says old after that', () => {
    const text = 'Old score: a change has been waiting for 24 hours';
    assert.deepEqual(noticeAfter(24 * HOUR_MS + 1), { level: 'old', text });
  });

  it('says that the CRM’s limit keeps the score from the record, and until when', () => {
    const noticeOf = (until?: Date) =>
      scoredCard({ delayed: { crm: 'Salesforce', ...(until && { until }) } }).notice;
    const text = 'Updates of the record are delayed by Salesforce limits';
    assert.deepEqual(noticeOf(), { level: 'delayed', text });
    assert.match(noticeOf(new Date(NOW.getTime() + HOUR_MS))!.text, /limits until about \d\d:\d\d$/);
    assert.match(noticeOf(new Date(NOW.getTime() + 24 * HOUR_MS))!.text, /until about \d+ \w+, \d\d:\d\d$/);
  });

  it('is absent when another clock puts the change into the future', () => {
    assert.equal(noticeAfter(-MINUTE_MS), null);
  });
});

describe('the card of a lead without a score', () => {
  const textOf = (facts: Parameters<typeof buildCard>[0], locale: Locale = 'en') =>
    (buildCard(facts, { locale, now: NOW, timeZone: 'Europe/Berlin' }) as TextCard).text;

  it('says when the lead converted', () => {
    const facts = { state: 'not_eligible', reason: 'converted' } as const;
    const convertedAt = new Date('2026-11-02T23:30:00Z');
    assert.equal(textOf({ ...facts, convertedAt }), 'This lead converted on 3 Nov.');
    assert.equal(textOf({ ...facts, convertedAt }, 'de'), 'Dieser Lead hat am 3. Nov. abgeschlossen.');
  });

  it('says that it converted where the day is not known', () => {
    assert.equal(textOf({ state: 'not_eligible', reason: 'converted' }), 'This lead has converted.');
  });

  it('tells what would help wherever a person can do something', () => {
    const states = [
      { state: 'not_eligible', reason: 'no_email_and_no_company' },
      NOTHING_KNOWN,
      { state: 'setup_unfinished' },
    ] as const;
    for (const facts of states) {
      const card = buildCard(facts, { locale: 'en', now: NOW }) as TextCard;
      assert.ok(card.help, facts.state);
    }
  });
});

describe('the card of a lead whose tenant has too little evidence', () => {
  const cardOf = (changes: Partial<TooLittleFacts>, locale: Locale = 'en') => {
    const card = buildCard({ ...NOTHING_KNOWN, ...changes }, { locale, now: NOW });
    assert.ok(card.state === 'too_little');
    return card;
  };
  const assume = (logOdds: number, value: string): FieldEvidence => ({
    field: 'email:domain_kind',
    label: 'E-mail: kind of domain',
    derived: { source: 'email', sourceLabel: 'E-mail', aspect: 'domain_kind' },
    value,
    logOdds,
    peers: undefined,
  });

  it('says on how many outcomes no score could be built', () => {
    assert.equal(
      cardOf({ outcomes: 1240, conversions: 3 }).text,
      'Your outcomes so far (1,240, 3 converted) do not show which leads convert, so there is no score.',
    );
    assert.match(cardOf({ outcomes: 0 }).text, /^None of your leads has a known outcome yet/);
    assert.match(cardOf({ outcomes: 0 }, 'de').text, /^Noch ist von keinem Ihrer Leads bekannt/);
  });

  it('shows what is assumed of such leads as signs, called assumed, without points', () => {
    const { signs } = cardOf({ assumed: [assume(0.5, 'business'), assume(-0.4, 'free')] });
    assert.deepEqual(signs, {
      title: 'What usually counts: assumed, not measured on your leads',
      up: [{ field: 'email', text: 'Good sign · E-mail: business address' }],
      down: [{ field: 'email', text: 'Weak sign · E-mail: address of a free provider' }],
    });
  });

  it('shows no sign where nothing is known of the lead', () => {
    assert.equal(cardOf({}).signs, null);
    assert.equal(cardOf({ assumed: [assume(0, 'other')] }).signs, null);
  });
});

describe('buildCard', () => {
  it('refuses a time zone that does not exist', () => {
    const facts = { state: 'not_eligible', reason: 'converted', convertedAt: ago(HOUR_MS) } as const;
    assert.throws(() => buildCard(facts, { locale: 'en', now: NOW, timeZone: 'Mars/Olympus' }), RangeError);
  });
});
