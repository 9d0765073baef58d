import assert from 'node:assert/strict';
import { cardTexts } from '../../src/card/texts/card-texts.ts';
import { DEFAULT_SIGNALS } from '../../src/engagement/signals.ts';

describe('the labels of signals', () => {
  it('are known in German, every default one', () => {
    const { ownLabels } = cardTexts('de');
    for (const { label } of DEFAULT_SIGNALS) assert.ok(ownLabels.has(label), label);
  });
});
