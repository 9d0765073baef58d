import assert from 'node:assert/strict';
import { buildStanding, type StandingFacts } from '../../src/card/build-standing.ts';

const NOW = new Date('2026-11-23T14:00:00Z');
const FACTS: StandingFacts = {
  cell: 'B2',
  fitPoints: 55,
  engagementPoints: 58,
  isAssumed: false,
  trend7d: null,
  changes: null,
  cooling: null,
  history: [],
  override: null,
  receiptId: 'r',
};
const standing = (changes: Partial<StandingFacts> = {}, locale: 'en' | 'de' = 'en') =>
  buildStanding({ ...FACTS, ...changes }, 63, { locale, now: NOW });

describe('what stands beside the score', () => {
  it('says nothing of what is not known', () => {
    const { trend, changes, cooling, override } = standing();
    assert.deepEqual([trend, changes, cooling, override], [null, null, null, null]);
  });

  it('calls what acts are worth an assumption while it is one', () => {
    assert.equal(standing().engagement.text, 'Engagement 58');
    assert.match(standing({ isAssumed: true }).engagement.text, /assumed, not measured/);
    assert.match(standing({ isAssumed: true }, 'de').engagement.text, /angenommen, nicht/);
  });

  it('tells the trend with its sign, and when there is none', () => {
    const texts = [14, -3, 0].map(trend7d => standing({ trend7d }).trend!.text);
    assert.deepEqual(texts, ['▲ +14 in 7 days', '▼ −3 in 7 days', 'Unchanged in 7 days']);
  });

  it('tells what changed, leaving out what moved nothing', () => {
    const since = new Date('2026-11-21T09:00:00Z');
    const points = { decay: -3, events: 12, fields: 0, model: 0, override: 0 };
    const { changes } = standing({ changes: { since, points } });
    assert.equal(changes!.text, 'Since 21 Nov: +12 what the lead did, −3 passing time');
    assert.deepEqual(changes!.points, points);
    const still = { since, points: { decay: 0, events: 0, fields: 0, model: 0, override: 0 } };
    assert.equal(standing({ changes: still }).changes, null);
  });

  it('shows a person’s band beside the model’s score, each with its name', () => {
    const override = { overrideId: 'o', band: 'Hot', endsAt: new Date('2026-11-30T16:00:00Z') } as const;
    assert.equal(standing({ override }).override!.text, 'Set to Hot by a person until 30 Nov. Model: 63');
    assert.equal(
      standing({ override }, 'de').override!.text,
      'Von einer Person bis 30. Nov. auf Heiß gesetzt. Modell: 63',
    );
  });

  it('tells why a person set a band, on one line, where that is known', () => {
    const override = { overrideId: 'o', band: 'Hot', endsAt: new Date('2026-11-30T16:00:00Z') } as const;
    const reasonOf = (reason?: string) =>
      standing({ override: { ...override, ...(reason !== undefined && { reason }) } }).override!.reason;
    assert.equal(reasonOf(), null);
    assert.deepEqual(reasonOf('Met at\n the fair'), { text: 'Reason: “Met at the fair”' });
    assert.ok(reasonOf('x'.repeat(500))!.text.length < 255);
  });

  const day = (text: string, scorePoints: number) => ({ at: new Date(text), scorePoints });

  it('draws the scores of 30 days, from the one that stood when they began', () => {
    const { history } = standing({
      history: [day('2026-09-01', 40), day('2026-10-01', 52), day('2026-11-10', 48), day('2026-11-20', 63)],
    });
    assert.deepEqual(history!.points, [
      { at: '2026-10-24T14:00:00.000Z', scorePoints: 52 },
      { at: '2026-11-10T00:00:00.000Z', scorePoints: 48 },
      { at: '2026-11-20T00:00:00.000Z', scorePoints: 63 },
    ]);
    assert.equal(history!.text, 'Rose from 52 to 63 since 24 Oct');
  });

  it('draws no line where the score never moved', () => {
    assert.equal(standing().history, null);
    assert.equal(standing({ history: [day('2026-11-20', 63)] }).history, null);
    assert.equal(standing({ history: [day('2026-11-10', 63), day('2026-11-20', 63)] }).history, null);
  });

  it('says in words where the line goes', () => {
    const textOf = (...scores: number[]) =>
      standing({ history: scores.map((score, at) => day(`2026-11-1${at}`, score)) }).history!.text;
    assert.equal(textOf(70, 63), 'Fell from 70 to 63 since 10 Nov');
    assert.equal(textOf(63, 70, 63), 'Moved since 10 Nov, and is back at 63');
  });

  it('draws the newest thirty of many scores', () => {
    const many = Array.from({ length: 50 }, (_, at) => day('2026-11-10', at));
    assert.deepEqual(
      standing({ history: many }).history!.points.map(({ scorePoints }) => scorePoints),
      Array.from({ length: 30 }, (_, at) => at + 20),
    );
  });

  it('foretells a score with its day', () => {
    const cooling = { at: new Date('2026-11-28T14:00:00Z'), scorePoints: 51 };
    assert.equal(standing({ cooling }).cooling!.text, 'About 51 by 28 Nov if nothing more happens');
  });
});
