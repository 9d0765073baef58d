import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { signalCatalogue } from '../../scripts/signal-catalogue.ts';

describe('the catalogue of signals', () => {
  it('says what the library assumes', () => {
    const page = readFileSync(new URL('../../../docs/signals.md', import.meta.url), 'utf8');
    assert.equal(page, signalCatalogue(), 'run npm run generate:signals');
    assert.match(page, /\| `demo_request` \| Demo requested \| 1\.6 \| × 3\.03 \| 3 \|/);
  });
});
