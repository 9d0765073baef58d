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
    const override = { band: 'Hot', endsAt: new Date('2026-11-30T16:00:00Z') } as const;
    assert.equal(standing({ override }).override!.text, 'Set to Hot by a person until 30 Nov. Model: 63');
    assert.equal(
      standing({ override }, 'de').override!.text,
      'Von einer Person bis 30. Nov. auf Heiß gesetzt. Modell: 63',
    );
  });

  it('foretells a score with its day', () => {
    const cooling = { at: new Date('2026-11-28T14:00:00Z'), scorePoints: 51 };
    assert.equal(standing({ cooling }).cooling!.text, 'About 51 by 28 Nov if nothing more happens');
  });
});
