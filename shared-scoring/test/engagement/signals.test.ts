import assert from 'node:assert/strict';
import { forecastCooling } from '../../src/engagement/cooling.ts';
import { foldEvents, mergeEngagement, NO_ENGAGEMENT, signalCounts } from '../../src/engagement/engagement.ts';
import { learnSignals, weighSignals } from '../../src/engagement/learn-signals.ts';
import type { Signal } from '../../src/engagement/signals.ts';

const SOUND: Signal = { name: 'chat', label: 'Chat', halfLifeDays: 7, weight: 0.6, saturation: 1 };
const ASKERS: Record<string, (signals: Signal[]) => unknown> = {
  learnSignals: signals => learnSignals([], signals),
  weighSignals: signals => weighSignals([], signals),
  forecastCooling: signals => forecastCooling({ state: NO_ENGAGEMENT, signals, restLogOdds: 0, atMs: [0] }),
};

for (const [name, ask] of Object.entries(ASKERS)) {
  describe(`${name} refuses`, () => {
    for (const wrong of [
      { halfLifeDays: 0 },
      { halfLifeDays: -1 },
      { halfLifeDays: Infinity },
      { halfLifeDays: Number.NaN },
      { weight: Number.NaN },
      { weight: Infinity },
      { saturation: 0 },
      { saturation: Number.NaN },
    ]) {
      const [[what, value]] = Object.entries(wrong);
      it(`a ${what} of ${value}`, () => {
        assert.throws(
          () => ask([{ ...SOUND, ...wrong }]),
          new RegExp(`^RangeError: ${name} requires signals of .*, got "chat" with .*${value}`),
        );
      });
    }

    it('a name that comes twice', () => {
      assert.throws(() => ask([SOUND, SOUND]), RangeError);
    });
  });
}

describe('a signal called __proto__', () => {
  it('is counted and merged as any other', () => {
    const signals = [{ ...SOUND, name: '__proto__' }];
    const fold = () => foldEvents([{ signal: '__proto__', atMs: 0 }], signals, 0);
    const both = mergeEngagement(fold(), fold(), signals);
    assert.deepEqual([...signalCounts(both, signals, 0)], [2]);
    assert.deepEqual([...signalCounts(JSON.parse(JSON.stringify(both)), signals, 0)], [2]);
  });
});
