import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cardFixtures, FIXTURES } from './card-fixtures.ts';

/**
 * Writes the card fixtures anew: `node shared-scoring/test/card/write-card-fixtures.ts`, after every change of a card's text
 * or shape. Both CRM apps are tested with these files; look at their difference before you commit it.
 */
rmSync(FIXTURES, { recursive: true, force: true });
for (const [path, text] of cardFixtures()) {
  mkdirSync(dirname(join(FIXTURES, path)), { recursive: true });
  writeFileSync(join(FIXTURES, path), text);
}
