import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatChance, formatInterval } from '../../src/card/format.ts';
import { scoredFacts, share } from './card-arbitraries.ts';

describe('a shown chance', () => {
  it('lies within its shown interval', () => {
    fc.assert(
      fc.property(scoredFacts, facts => {
        const { chance, interval } = formatInterval(facts, 'en');
        const [low, high = low] = interval.split('–').map(numberOf);
        assert.ok(low! <= numberOf(chance) && numberOf(chance) <= high!, `${chance} in ${interval}`);
      }),
    );
  });

  it('never falls when the chance rises', () => {
    fc.assert(
      fc.property(share, share, fc.constantFrom<0 | 1>(0, 1), (a, b, digits) => {
        const [lower, higher] = [Math.min(a, b), Math.max(a, b)].map(one =>
          numberOf(formatChance(one, 'en', digits)),
        );
        assert.ok(lower! <= higher!);
      }),
    );
  });

  it('is off by at most half of its last digit', () => {
    fc.assert(
      fc.property(share, one => {
        assert.ok(Math.abs(numberOf(formatChance(one, 'en')) - one * 100) <= 0.5 + 1e-9);
      }),
    );
  });
});

/** "<0.1" and ">99.9" count as just beyond their ends. */
function numberOf(shown: string): number {
  const number = Number(shown.replace(/[<>]/, ''));
  if (shown.startsWith('<')) return number - 0.01;
  return shown.startsWith('>') ? number + 0.01 : number;
}
