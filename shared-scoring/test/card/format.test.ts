import assert from 'node:assert/strict';
import {
  formatAge,
  formatChance,
  formatCount,
  formatDay,
  formatInterval,
  formatLabel,
  formatNumber,
  formatPoints,
  formatRate,
  formatValue,
} from '../../src/card/format.ts';
import { cardTexts } from '../../src/card/texts/card-texts.ts';

const EN = cardTexts('en');
const DE = cardTexts('de');

describe('formatNumber', () => {
  it('keeps four significant digits, because more would claim a precision that says nothing', () => {
    assert.equal(formatNumber(93.994, 'en'), '93.99');
    assert.equal(formatNumber(5099.1, 'en'), '5099');
    assert.equal(formatNumber(4.857, 'en'), '4.857');
    assert.equal(formatNumber(1 / 3, 'en'), '0.3333');
  });

  it('never loses a digit before the point', () => {
    assert.equal(formatNumber(12_345.6, 'en'), '12,346');
    assert.equal(formatNumber(1_234_567, 'en'), '1,234,567');
  });

  it('leaves four digits ungrouped, for many are years', () => {
    assert.equal(formatNumber(2008, 'en'), '2008');
    assert.equal(formatNumber(2008, 'de'), '2008');
  });

  it('writes a true minus, and none on zero', () => {
    assert.equal(formatNumber(-46.2, 'en'), '−46.2');
    assert.equal(formatNumber(-46.2, 'de'), '−46,2');
    assert.equal(formatNumber(-0, 'en'), '0');
  });

  it('writes as the language does', () => {
    assert.equal(formatNumber(1_234_567, 'de'), '1.234.567');
    assert.equal(formatNumber(4.857, 'de'), '4,857');
  });

  it('turns to powers of ten before a number gets long', () => {
    assert.equal(formatNumber(Number.MAX_VALUE, 'en'), '1.798E308');
    assert.equal(formatNumber(-0.000_000_12, 'en'), '−1.2E−7');
    assert.equal(formatNumber(999_999_999_999, 'en'), '999,999,999,999');
    assert.equal(formatNumber(1_000_000_000_000, 'en'), '1E12');
  });
});

describe('formatCount', () => {
  it('counts to the last one', () => {
    assert.equal(formatCount(1_234_567, 'en'), '1,234,567');
    assert.equal(formatCount(9240, 'de'), '9.240');
  });
});

describe('formatChance', () => {
  it('is a whole number of per cent between 1 and 99', () => {
    assert.equal(formatChance(0.2841, 'en'), '28');
    assert.equal(formatChance(0.01, 'en'), '1');
    assert.equal(formatChance(0.99, 'en'), '99');
  });

  it('takes a digit under 1 and over 99', () => {
    assert.equal(formatChance(0.0042, 'en'), '0.4');
    assert.equal(formatChance(0.9942, 'de'), '99,4');
  });

  it('never says 0 or 100', () => {
    assert.equal(formatChance(0, 'en'), '<0.1');
    assert.equal(formatChance(0.0004, 'de'), '<0,1');
    assert.equal(formatChance(1, 'en'), '>99.9');
    assert.equal(formatChance(0.9999, 'de'), '>99,9');
  });
});

describe('formatInterval', () => {
  it('shows chance and ends in whole per cent', () => {
    const shown = formatInterval({ propensity: 0.284, low: 0.191, high: 0.387 }, 'en');
    assert.deepEqual(shown, { chance: '28', interval: '19–39' });
  });

  it('takes a digit more for all three where whole numbers would show no width', () => {
    const shown = formatInterval({ propensity: 0.281, low: 0.279, high: 0.283 }, 'de');
    assert.deepEqual(shown, { chance: '28,1', interval: '27,9–28,3' });
  });

  it('says an end once when even that shows no width', () => {
    const shown = formatInterval({ propensity: 0.00002, low: 0.00001, high: 0.00003 }, 'en');
    assert.deepEqual(shown, { chance: '<0.1', interval: '<0.1' });
  });
});

describe('formatRate', () => {
  it('says 0 and 100 where they were counted, and only there', () => {
    assert.equal(formatRate(0, 'en'), '0');
    assert.equal(formatRate(1, 'en'), '100');
    assert.equal(formatRate(0.0001, 'en'), '<0.1');
    assert.equal(formatRate(0.9999, 'en'), '>99.9');
  });
});

describe('formatPoints', () => {
  it('always has a sign, and the minus is a true one', () => {
    assert.deepEqual([9, -6, 0, -0].map(formatPoints), ['+9', '−6', '±0', '±0']);
  });
});

describe('formatLabel', () => {
  it('keeps the customer’s own words and case', () => {
    assert.equal(formatLabel('eMail opt-in?'), 'eMail opt-in?');
  });

  it('puts a label on one line and shortens a long one', () => {
    assert.equal(formatLabel(' Job\n\tTitle '), 'Job Title');
    const shown = formatLabel('x'.repeat(255));
    assert.equal(shown, `${'x'.repeat(79)}…`);
  });
});

describe('formatValue', () => {
  it('puts words in the quotation marks of the language', () => {
    assert.equal(formatValue('nonexistent', EN, 'en'), '“nonexistent”');
    assert.equal(formatValue('nonexistent', DE, 'de'), '„nonexistent“');
  });

  it('says yes or no for a boolean', () => {
    assert.deepEqual(
      [formatValue(true, EN, 'en'), formatValue(false, EN, 'en'), formatValue(true, DE, 'de')],
      ['yes', 'no', 'ja'],
    );
  });

  it('shortens long words without halving a character', () => {
    const shown = formatValue('🏦'.repeat(100), EN, 'en');
    assert.equal(shown, `“${'🏦'.repeat(29)}…”`);
    assert.ok(shown.isWellFormed());
    assert.ok(formatValue('half \ud83c', EN, 'en').isWellFormed());
  });
});

describe('formatDay', () => {
  const now = new Date('2026-11-23T14:00:00Z');
  const day = (iso: string, locale: 'en' | 'de', timeZone?: string) =>
    formatDay(new Date(iso), { locale, now, ...(timeZone !== undefined && { timeZone }) });

  it('writes a day of this year without its year', () => {
    assert.equal(day('2026-11-03T09:30:00Z', 'en'), '3 Nov');
    assert.equal(day('2026-11-03T09:30:00Z', 'de'), '3. Nov.');
  });

  it('adds the year of any other', () => {
    assert.equal(day('2025-11-03T09:30:00Z', 'en'), '3 Nov 2025');
    assert.equal(day('2025-11-03T09:30:00Z', 'de'), '3. Nov. 2025');
  });

  it('is the day in the reader’s time zone, and UTC’s without one', () => {
    assert.equal(day('2026-11-03T23:30:00Z', 'en', 'Europe/Berlin'), '4 Nov');
    assert.equal(day('2026-11-03T23:30:00Z', 'en'), '3 Nov');
  });

  it('keeps a day without a time, given as midnight in UTC, in every time zone', () => {
    for (const timeZone of ['America/Los_Angeles', 'Pacific/Kiritimati'])
      assert.equal(day('2026-11-03T00:00:00Z', 'en', timeZone), '3 Nov');
  });

  it('takes “this year” from the reader’s calendar too', () => {
    const reader = { locale: 'en', now: new Date('2026-12-31T20:00:00Z'), timeZone: 'Asia/Tokyo' } as const;
    assert.equal(formatDay(new Date('2026-12-30T09:00:00Z'), reader), '30 Dec 2026');
  });
});

describe('formatAge', () => {
  const SECOND = 1000;
  const MINUTE = 60 * SECOND;
  const HOUR = 60 * MINUTE;
  const ages: [number, string, string][] = [
    [-5 * SECOND, '0 s', '0 s'],
    [3.9 * SECOND, '3 s', '3 s'],
    [MINUTE - 1, '59 s', '59 s'],
    [MINUTE, '1 min', '1 min'],
    [HOUR, '1 hour', '1 Stunde'],
    [48 * HOUR - 1, '47 hours', '47 Stunden'],
    [48 * HOUR, '2 days', '2 Tagen'],
  ];
  for (const [ageMs, english, german] of ages) {
    it(`says "${english}" of ${ageMs} ms`, () => {
      assert.equal(plain(formatAge(ageMs, EN)), english);
      assert.equal(plain(formatAge(ageMs, DE)), german);
    });
  }
});

/** A text with ordinary blanks, as it is easier to read here. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
