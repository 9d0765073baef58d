import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CardView } from '../../src/card/card-view.ts';
import { cardFixtures, FIXTURES } from './card-fixtures.ts';

const MOST_BYTES = 30 * 1024;

describe('the card fixtures', () => {
  it('are fresh: exactly the cards that the code makes now', () => {
    const mend = 'Run node shared-scoring/test/card/write-card-fixtures.ts';
    const expected = cardFixtures();
    assert.deepEqual(fixturesOnDisk().sort(), [...expected.keys()].sort(), mend);
    for (const [path, text] of expected)
      assert.equal(readFileSync(join(FIXTURES, path), 'utf8'), text, `${path} is out of date. ${mend}`);
  });

  it('hold every state of a card, and a score that is fresh, stale, old and delayed', () => {
    const cards = [...cardFixtures().values()].map(text => JSON.parse(text) as CardView);
    assert.deepEqual(
      new Set(cards.map(card => card.state)),
      new Set(['scored', 'never_scored', 'not_eligible', 'too_little', 'setup_unfinished']),
    );
    const notices = cards.map(card =>
      card.state === 'scored' ? (card.notice?.level ?? 'fresh') : 'no score',
    );
    assert.deepEqual(new Set(notices), new Set(['fresh', 'stale', 'old', 'delayed', 'no score']));
  });

  it('stay under the 30 KB of one card request', () => {
    for (const path of fixturesOnDisk()) assert.ok(statSync(join(FIXTURES, path)).size < MOST_BYTES, path);
  });
});

function fixturesOnDisk(): string[] {
  return readdirSync(FIXTURES, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(FIXTURES, join(entry.parentPath, entry.name)));
}
