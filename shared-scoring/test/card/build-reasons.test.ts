import assert from 'node:assert/strict';
import { buildReasons, type FieldEvidence, type Peers } from '../../src/card/build-reasons.ts';
import type { Locale } from '../../src/card/card-view.ts';
import { cardTexts } from '../../src/card/texts/card-texts.ts';
import type { FieldValue } from '../../src/domain/field.ts';
import type { Aspect } from '../../src/features/field-features.ts';

/** Evidence worth `points` at one point per log-odds; say only what the test is about. */
function makeEvidence(points: number, changes: Partial<FieldEvidence> = {}): FieldEvidence {
  return { field: 'job', label: 'Job', value: 'student', logOdds: points, peers: undefined, ...changes };
}

function makePeers(rate: number, alike: Peers['alike'] = { by: 'value' }): Peers {
  return { rate, averageRate: 0.21, alike };
}

function why(evidence: FieldEvidence[], scorePoints = 60, locale: Locale = 'en') {
  return buildReasons(evidence, { scorePoints, pointsPerLogOdds: 1 }, cardTexts(locale), locale);
}

/** The sentence of one field, with ordinary blanks. */
function sentence(points: number, changes: Partial<FieldEvidence>, locale: Locale = 'en'): string {
  const { up, down } = why([makeEvidence(points, changes)], 60, locale);
  return [...up, ...down][0]!.text.replaceAll('\u00a0', ' ');
}

describe('buildReasons', () => {
  it('shows the three strongest up and the two strongest down, strongest first', () => {
    const { up, down } = why(
      [5, -1, 9, 2, -7, 3, -4].map((points, at) => makeEvidence(points, { field: `f${at}` })),
    );
    assert.deepEqual(
      [up, down].map(reasons => reasons.map(({ points }) => points)),
      [
        [9, 5, 3],
        [-7, -4],
      ],
    );
  });

  it('orders equal points by what they were before rounding, and full ties by name', () => {
    const { up } = why([
      makeEvidence(4.1, { field: 'c' }),
      makeEvidence(4.4, { field: 'b' }),
      makeEvidence(4.1, { field: 'a' }),
    ]);
    assert.deepEqual(
      up.map(({ field }) => field),
      ['b', 'a', 'c'],
    );
  });

  it('gives no reason for what rounds to no points', () => {
    const { up, down, rest } = why([makeEvidence(0.4), makeEvidence(-0.4)]);
    assert.deepEqual([up, down, rest.points], [[], [], 10]);
  });

  it('shows only ups or only downs when there is nothing else', () => {
    assert.deepEqual(why([makeEvidence(5)]).down, []);
    assert.deepEqual(why([makeEvidence(-5)]).up, []);
  });

  it('calls all else by its name, so that the sum is the score', () => {
    const { startText, rest } = why([makeEvidence(25), makeEvidence(-6)], 82);
    assert.equal(startText, 'An average lead has 50 points');
    assert.deepEqual(rest, { field: null, points: 13, text: 'Everything else (+13)' });
  });

  it('says of the rest of a score at an end of the scale that the scale ends there', () => {
    const top = why([makeEvidence(80)], 100).rest;
    assert.deepEqual([top.points, top.text], [-30, 'Everything else; the scale ends at 100 (−30)']);
    assert.equal(why([makeEvidence(-80)], 0, 'de').rest.text, 'Alles andere; die Skala endet bei 0 (+30)');
  });
});

describe('a reason', () => {
  it('names field, value and points, then how such leads did', () => {
    assert.equal(
      sentence(-6, { label: 'E-mail provider', value: 'gmail.com', peers: makePeers(0.08) }),
      'E-mail provider: “gmail.com” (−6) · 8 % of such leads convert, average 21 %',
    );
    assert.equal(
      sentence(-6, { label: 'E-Mail-Anbieter', value: 'gmx.de', peers: makePeers(0.08) }, 'de'),
      'E-Mail-Anbieter: „gmx.de“ (−6) · 8 % solcher Leads schließen ab, im Durchschnitt sind es 21 %',
    );
  });

  it('names a missing value as what was not done, not as a word', () => {
    assert.equal(
      sentence(-3, { value: null, peers: makePeers(0.1) }),
      'Job: not filled in (−3) · 10 % of such leads convert, average 21 %',
    );
    assert.equal(sentence(-3, { value: null }, 'de'), 'Job: nicht ausgefüllt (−3)');
  });

  it('reads well after a label that is plural or a question', () => {
    assert.equal(
      sentence(2, { label: 'Calls in this campaign', value: 3 }),
      'Calls in this campaign: 3 (+2)',
    );
    assert.equal(sentence(2, { label: 'Has a loan?', value: false }), 'Has a loan?: no (+2)');
  });

  it('names the range that a number was counted in', () => {
    const peers = makePeers(0.4, { by: 'range', from: -47.1, to: -42.7 });
    assert.equal(
      sentence(4, { label: 'Index', value: -46.2, peers }),
      'Index: −46.2 (+4) · 40 % of leads between −47.1 and −42.7 convert, average 21 %',
    );
  });

  it('names no range whose ends read the same', () => {
    const peers = makePeers(0.4, { by: 'range', from: 93.994, to: 93.9941 });
    assert.equal(
      sentence(4, { label: 'Index', value: 93.994, peers }),
      'Index: 93.99 (+4) · 40 % of such leads convert, average 21 %',
    );
  });

  it('says what is derived from a field in words, behind the label of the field', () => {
    const derive = (aspect: Aspect, value: FieldValue) => ({
      derived: { source: 'x', sourceLabel: 'Label', aspect },
      value,
    });
    const sayings: [Aspect, FieldValue, string, string][] = [
      ['age_days', 0, 'on the day the lead came in', 'am Tag, an dem der Lead einging'],
      ['age_days', 1, '1 day before the lead came in', '1 Tag vor Eingang des Leads'],
      ['age_days', 90, '3 months before the lead came in', '3 Monate vor Eingang des Leads'],
      ['age_days', 800, '2 years before the lead came in', '2 Jahre vor Eingang des Leads'],
      ['age_days', null, 'no date yet when the lead came in', 'bei Eingang des Leads noch ohne Datum'],
      ['month', 'March', 'in March', 'im März'],
      ['weekday', 'Monday', 'on a Monday', 'an einem Montag'],
      ['seniority', 'director', 'director level', 'Direktionsebene'],
      ['function', 'people', 'works in human resources', 'arbeitet im Personalwesen'],
      ['domain_kind', 'disposable', 'throw-away address', 'Wegwerfadresse'],
      ['domain_kind', null, 'not filled in', 'nicht ausgefüllt'],
      ['given', true, 'given', 'angegeben'],
      ['length', 1240, '1,240 characters long', '1.240 Zeichen lang'],
    ];
    for (const [aspect, value, english, german] of sayings) {
      assert.equal(sentence(3, derive(aspect, value)), `Label: ${english} (+3)`);
      assert.equal(sentence(3, derive(aspect, value), 'de'), `Label: ${german} (+3)`);
    }
  });

  it('names our own fields in the reader’s language', () => {
    const derived = { source: 'email', sourceLabel: 'E-mail', aspect: 'domain_kind' } as const;
    assert.equal(sentence(3, { derived, value: 'business' }, 'de'), 'E-Mail: Geschäftsadresse (+3)');
  });

  it('names the field of what is derived, not the feature', () => {
    const derived = { source: 'trial', sourceLabel: 'Trial', aspect: 'age_days' } as const;
    assert.equal(why([makeEvidence(3, { field: 'trial:age_days', derived })]).up[0]?.field, 'trial');
  });

  it('gives the ends of a range of ages their units', () => {
    const derived = { source: 'trial', sourceLabel: 'Trial', aspect: 'age_days' } as const;
    const peers = makePeers(0.4, { by: 'range', from: 3, to: 70 });
    assert.equal(
      sentence(4, { derived, value: 12, peers }),
      'Trial: 12 days before the lead came in (+4) · 40 % of leads between 3 days and 2 months convert, average 21 %',
    );
    assert.match(
      sentence(4, { derived, value: 12, peers }, 'de'),
      /der Leads von 3 Tagen bis 2 Monaten schließen/,
    );
  });

  it('does not pass the rate of all rare values off as that of one', () => {
    const peers = makePeers(0.05, { by: 'rareness' });
    assert.equal(
      sentence(-4, { value: 'falconer', peers }),
      'Job: “falconer” (−4) · 5 % of leads with a rare value convert, average 21 %',
    );
  });

  it('leaves out a rate that points the other way', () => {
    assert.equal(sentence(4, { peers: makePeers(0.1) }), 'Job: “student” (+4)');
    assert.equal(sentence(-4, { peers: makePeers(0.3) }), 'Job: “student” (−4)');
  });

  it('leaves out a rate that reads like the average', () => {
    assert.equal(sentence(4, { peers: makePeers(0.212) }), 'Job: “student” (+4)');
  });

  it('keeps its points however long label and value are', () => {
    const text = sentence(-12, { label: 'L'.repeat(255), value: 'V'.repeat(255), peers: makePeers(0.08) });
    assert.ok(text.length <= 255, `${text.length} characters`);
    assert.match(text, /^L+…: “V+…” \(−12\) · 8 % of such leads/);
  });
});
