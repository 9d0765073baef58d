import assert from 'node:assert/strict';
import { aix } from '../run.ts';
import { createFolder } from './leads-csv.ts';

const ROWS = 400;
const DAY_MS = 86_400_000;

/** A day of 2024, counted from its first. */
function day(at: number): string {
  return new Date(Date.UTC(2024, 0, 1) + at * DAY_MS).toISOString().slice(0, 10);
}

/**
 * Leads that come in one a day and whose outcome is known 20 days later. `budget` tells much and is filled on the third day;
 * `reason` tells as much and is filled the day after the outcome. A trial that began just before its lead came in goes with
 * conversion; `contract` is the day after the outcome of those who converted.
 */
function timedCsv(): string {
  const lines = ['created,budget,budget_at,reason,reason_at,trial,contract,closed,converted'];
  for (let row = 0; row < ROWS; row++) {
    const converted = (row * 7) % 10 < 4;
    const tells = (row * 13) % 10 < 8 ? converted : !converted;
    const trial = day(row - (tells ? 1 : 40));
    const contract = converted ? day(row + 21) : '';
    lines.push(
      [
        ...[day(row), tells ? 'large' : 'small', day(row + 3), tells ? 'price' : 'none', day(row + 21)],
        ...[trial, contract, day(row + 20), converted ? 'yes' : 'no'],
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

describe('aix evaluate with times', () => {
  const folder = createFolder();
  const csv = folder.write('timed.csv', timedCsv());
  after(() => folder.remove());
  const run = async (...options: string[]) => {
    const all = ['evaluate', csv, '--target', 'converted', '--positive', 'yes', ...options];
    const { code, out, err } = await aix(all, 80);
    assert.equal(code, 0, err);
    return out;
  };
  const evaluate = async (...options: string[]) => JSON.parse(await run('--json', ...options));
  const ignore = (columns: string) => ['--ignore', columns];
  const FILLED = ['--outcome-time', 'closed', '--filled', 'budget=budget_at', '--filled', 'reason=reason_at'];
  const ONLY_FIELDS = ignore('created,trial,contract');

  it('leaves out what was filled after the outcome, and clears what was filled before', async () => {
    const { leakage, auc } = await evaluate(...ONLY_FIELDS, ...FILLED);
    assert.deepEqual(
      leakage.map((each: Record<string, unknown>) => [each.column, each.sign, each.isBlocked]),
      [['reason', 'filled_late', true]],
    );
    assert.match(leakage[0].sentence, /filled or changed after the outcome in up to 100 % of the 400 leads/);
    assert.ok(auc > 0.7 && auc < 0.9, `${auc}`);
  });

  it('suspects both without the times', async () => {
    const { leakage } = await evaluate(...ignore('created,trial,contract,budget_at,reason_at,closed'));
    assert.deepEqual(
      leakage.map(({ column, isBlocked }: Record<string, unknown>) => [column, isBlocked]),
      [
        ['budget', false],
        ['reason', false],
      ],
    );
  });

  it('tells people apart what is left out and what is to be checked', async () => {
    const out = await run(...ONLY_FIELDS, '--outcome-time', 'closed', '--filled', 'reason=reason_at');
    assert.match(out, /\nLeft out, as their times prove a leak:\n- "reason" was filled or changed after/);
    assert.match(out, /\nColumns to check, the strongest first:\n- "budget" alone tells/);
  });

  it('reads dates by their age when the lead came in, and later ones as missing', async () => {
    const fields = ignore('budget,budget_at,reason,reason_at,closed');
    const suspectsOf = async (...options: string[]): Promise<string[]> =>
      (await evaluate(...fields, ...options)).leakage.map(({ column }: { column: string }) => column);
    assert.deepEqual(await suspectsOf('--created', 'created'), ['trial']);
    assert.deepEqual(new Set(await suspectsOf()), new Set(['contract']));
  });

  it('takes empty times for not known', async () => {
    const undated = folder.write('undated.csv', timedCsv().replaceAll(/,2024-\d\d-\d\d,(yes|no)$/gm, ',,$1'));
    const options = ['--target', 'converted', '--positive', 'yes', '--json', ...ONLY_FIELDS, ...FILLED];
    const { code, out } = await aix(['evaluate', undated, ...options]);
    assert.equal(code, 0);
    const blocked = JSON.parse(out).leakage.filter(({ isBlocked }: { isBlocked: boolean }) => isBlocked);
    assert.deepEqual(
      blocked.map(({ column }: { column: string }) => column),
      ['reason'],
    );
  });
});
