import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chooseRows } from '../../demo/leads/bank-rows.ts';
import {
  createDelay,
  createdTimes,
  HORIZON_DAYS,
  LONGEST_DELAY_DAYS,
  OPEN_DAYS,
} from '../../demo/leads/lead-times.ts';
import { createDraw, shuffledIndices } from '../../demo/leads/seeded-draw.ts';

const DAY_MS = 86_400_000;
const anySeed = fc.integer({ min: 0, max: 2 ** 31 });
const anyTime = fc.date({
  min: new Date('2020-01-01T00:00:00Z'),
  max: new Date('2040-01-01T00:00:00Z'),
  noInvalidDate: true,
});

describe('createdTimes', () => {
  it('rises by whole seconds to now, with the open leads within the horizon, at whatever time it is', () => {
    fc.assert(
      fc.property(
        anyTime,
        anySeed,
        fc.integer({ min: 8, max: 3000 }),
        fc.integer({ min: 2, max: 800 }),
        (now, seed, closedCount, openCount) => {
          const times = createdTimes(now, seed, closedCount, openCount);
          const end = Math.floor(now.getTime() / 1000) * 1000;
          assert.equal(times.at(-1), end);
          assert.ok(times[0]! >= end - 150 * DAY_MS);
          assert.ok(times[closedCount - 1]! < end - HORIZON_DAYS * DAY_MS);
          assert.ok(times[closedCount]! >= end - OPEN_DAYS * DAY_MS);
          assert.ok(
            times.every((time, lead) => time % 1000 === 0 && (lead === 0 || time > times[lead - 1]!)),
          );
        },
      ),
    );
  });

  it('keeps apart the leads of a busy hour in the whole tenant', () => {
    const times = createdTimes(new Date('2026-11-22T18:00:00Z'), 1, 32_950, 8238);
    assert.equal(new Set(times).size, 41_188);
  });

  it('sees ten times more leads in an office hour than at night, and fewer at the weekend', () => {
    const times = [...createdTimes(new Date('2026-11-22T18:00:00Z'), 1, 32_950, 8238)].map(
      time => new Date(time),
    );
    const count = (day: number, hour: number) =>
      times.filter(time => time.getUTCDay() === day && time.getUTCHours() === hour).length;
    assert.ok(count(2, 10) > 7 * count(2, 3), `${count(2, 10)} against ${count(2, 3)}`);
    assert.ok(count(0, 10) < 0.6 * count(2, 10), `${count(0, 10)} against ${count(2, 10)}`);
  });
});

describe('createDelay', () => {
  it('stays over nothing and under 29 days for every row', () => {
    fc.assert(
      fc.property(anySeed, fc.integer({ min: 0, max: 41_187 }), (seed, row) => {
        const delay = createDelay(seed)(row);
        assert.ok(delay > 0 && delay < LONGEST_DELAY_DAYS * DAY_MS);
        assert.equal(createDelay(seed)(row), delay);
      }),
    );
  });
});

describe('shuffledIndices', () => {
  it('holds every index once, in an order of its own for each seed', () => {
    fc.assert(
      fc.property(anySeed, fc.integer({ min: 0, max: 500 }), (seed, length) => {
        const indices = shuffledIndices(length, createDraw(seed, 'test'));
        assert.deepEqual(
          [...indices].sort((a, b) => a - b),
          [...Array(length).keys()],
        );
      }),
    );
    const orders = [1, 2, 3].map(seed => shuffledIndices(50, createDraw(seed, 'test')).join());
    assert.equal(new Set(orders).size, 3);
  });
});

describe('chooseRows', () => {
  it('takes every row unless told otherwise', () => {
    const { rows, closedCount } = chooseRows();
    assert.equal(closedCount, 32_950);
    assert.deepEqual(rows, [...Array(41_188).keys()]);
  });

  it('thins both parts alike, in the file’s order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 41_188 }), leadCount => {
        const { rows, closedCount } = chooseRows(leadCount);
        assert.equal(rows.length, leadCount);
        assert.ok(Math.abs(closedCount / leadCount - 0.8) < 0.5 / leadCount + 0.0001);
        assert.ok(rows[closedCount - 1]! < 32_950 && rows[closedCount]! >= 32_950 && rows.at(-1)! < 41_188);
        assert.ok(rows.every((row, index) => index === 0 || row > rows[index - 1]!));
      }),
      { numRuns: 50 },
    );
  });

  it('refuses more leads than there are, too few and parts of one', () => {
    for (const leadCount of [41_189, 9, 0, 99.5, Number.NaN]) {
      assert.throws(() => chooseRows(leadCount), /10 to 41188 leads/);
    }
  });
});
