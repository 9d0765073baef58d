import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cardSchema } from '../../src/http/card-schema.ts';

const FIXTURES = join(import.meta.dirname, '../../../shared-scoring/src/card/fixtures');
const paths = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter(path =>
  path.endsWith('.json'),
);

function readFixture(path: string): unknown {
  return JSON.parse(readFileSync(join(FIXTURES, path), 'utf8'));
}

describe('cardSchema', () => {
  it('finds fixtures to be held against', () => {
    assert.ok(paths.length > 0);
  });

  for (const path of paths) {
    it(`promises ${path} and leaves nothing of it out`, () => {
      const card = readFixture(path);
      assert.deepEqual(cardSchema.parse(card), card);
    });
  }

  it('refuses a card that lacks a part', () => {
    const { why: _, ...card } = readFixture(join('en', 'scored.json')) as Record<string, unknown>;
    assert.equal(cardSchema.safeParse(card).success, false);
  });

  it('refuses a state that no card has', () => {
    const card = readFixture(join('en', 'too-little.json')) as Record<string, unknown>;
    assert.equal(cardSchema.safeParse({ ...card, state: 'guessed' }).success, false);
  });
});
