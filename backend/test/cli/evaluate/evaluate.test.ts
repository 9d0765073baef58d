import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { aix } from '../run.ts';
import { createFolder, leadsCsv } from './leads-csv.ts';

const TARGET = ['--target', 'converted', '--positive', 'yes'];
const HONEST = ['--ignore', 'id,created,stage'];

describe('aix evaluate', () => {
  const folder = createFolder();
  const csv = folder.write('leads.csv', leadsCsv(600));
  after(() => folder.remove());

  async function evaluate(...options: string[]) {
    const { code, out, err } = await aix(['evaluate', csv, ...TARGET, ...HONEST, '--json', ...options]);
    assert.equal(code, 0, err);
    return JSON.parse(out.trimEnd().split('\n').at(-1)!);
  }

  it('prints one JSON object with every figure as its last line', async () => {
    const report = await evaluate();
    for (const key of [
      'auc',
      'prAuc',
      'logLoss',
      'brier',
      'ece10',
      'lift10',
      'fitSeconds',
      'rowsPerSecond',
    ]) {
      assert.ok(Number.isFinite(report[key]), key);
    }
    assert.ok(report.auc > 0.75 && report.auc < 0.9, `${report.auc}`);
    assert.equal(report.verdict, 'ready');
    assert.equal(report.folds.length, 5);
    assert.deepEqual(
      report.leakage.map(({ column }: { column: string }) => column),
      ['visits'],
    );
  });

  it('gives the same output for the same input, times aside', async () => {
    const withoutTimes = async () =>
      JSON.stringify(await evaluate(), (key, value) => (/Seconds|PerSecond/.test(key) ? undefined : value));
    assert.equal(await withoutTimes(), await withoutTimes());
  });

  it('reads a gzipped file, and a byte order mark, as the plain one', async () => {
    const packed = folder.write('leads.csv.gz', gzipSync(`\uFEFF${leadsCsv(600)}`));
    const { out } = await aix(['evaluate', packed, ...TARGET, ...HONEST, '--json']);
    assert.equal(JSON.parse(out).auc, (await evaluate()).auc);
  });

  it('judges the folds it is given', async () => {
    const rows = [...Array(600).keys()];
    const folds = [0, 1, 2].map(part => rows.filter(row => row % 3 === part));
    const { folds: parts } = await evaluate('--folds', folder.write('folds.json', JSON.stringify({ folds })));
    assert.deepEqual(
      parts.map(({ rows: count }: { rows: number }) => count),
      [200, 200, 200],
    );
  });

  it('holds out the newest fifth by a column that is ignored otherwise, oldest or newest first', async () => {
    const newest = [...Array(600).keys()].slice(480);
    const expected = await evaluate(
      '--time',
      'row',
      '--holdout',
      folder.write('newest.json', JSON.stringify({ test: newest })),
    );
    assert.equal(expected.folds[0].rows, 120);
    assert.equal((await evaluate('--time', 'created')).auc, expected.auc);
    assert.equal((await evaluate('--time', 'row')).auc, expected.auc);
    const oldest = folder.write('oldest.json', JSON.stringify({ test: [...Array(120).keys()] }));
    assert.equal(
      (await evaluate('--time', '-created')).auc,
      (await evaluate('--time', '-row', '--holdout', oldest)).auc,
    );
  });

  it('judges month after month, each by a model of all before it', async () => {
    const { folds, intervals } = await evaluate('--rolling', 'created');
    // 600 days from January 2024 on are 20 months, of which the later half is judged.
    assert.deepEqual(
      folds.map(({ window, rows }: { window: string; rows: number }) => [window, rows]).slice(0, 3),
      [
        ['2024-11', 30],
        ['2024-12', 31],
        ['2025-01', 31],
      ],
    );
    assert.equal(folds.length, 10);
    assert.ok(intervals.auc.low < intervals.auc.high);
    const { out } = await aix(['evaluate', csv, ...TARGET, ...HONEST, '--rolling', 'created'], 60);
    assert.match(out, /^Window +Leads +Convert +AUC +Error\n2024-11 +30 +\d\d\.\d % +0\.\d{3} +0\.\d{3}$/m);
  });

  it('learns nothing from a window or from what came after it', async () => {
    const lines = leadsCsv(600).trimEnd().split('\n');
    const later = lines.map((line, at) =>
      at > 400 ? line.replace(/,(yes|no)$/, at % 2 ? ',yes' : ',no') : line,
    );
    const changed = folder.write('changed.csv', `${later.join('\n')}\n`);
    const { out } = await aix(['evaluate', changed, ...TARGET, ...HONEST, '--rolling', 'row', '--json']);
    const windowsOf = (folds: { window: string; auc: number }[]) =>
      folds.slice(0, 1).map(({ window, auc }) => [window, auc]);
    const { folds } = await evaluate('--rolling', 'row');
    assert.deepEqual(windowsOf(JSON.parse(out).folds), windowsOf(folds));
    assert.equal(folds[0].window, 'leads 301 to 360');
  });

  it('puts an interval around every measure', async () => {
    const report = await evaluate();
    for (const key of ['auc', 'prAuc', 'logLoss', 'brier', 'lift10']) {
      const { low, high } = report.intervals[key];
      assert.ok(low < report[key] && report[key] < high, key);
    }
    assert.ok(report.intervals.ece10.low <= report.intervals.ece10.high);
  });

  it('takes a column of numbers for categories when told to', async () => {
    assert.notEqual((await evaluate('--categorical', 'visits')).auc, (await evaluate()).auc);
  });

  it('puts a leak first among the columns to check', async () => {
    const { code, out } = await aix(['evaluate', csv, ...TARGET, '--ignore', 'created', '--json']);
    assert.equal(code, 0);
    const [first, ...rest] = JSON.parse(out).leakage;
    assert.deepEqual([first.column, first.sign], ['stage', 'predicts_alone']);
    assert.ok(
      rest.some(
        ({ column, sign }: { column: string; sign: string }) => column === 'id' && sign === 'identifier',
      ),
    );
  });

  it('reads a column as what it is said to hold', async () => {
    const model = await cardOf('--kind', 'note=category', '--kind', 'visits=text');
    assert.match(model, /\| visits: characters \| visits:length \| number \|/);
    assert.doesNotMatch(await cardOf(), /characters/);
  });

  it('writes the card of the model of all leads as Markdown', async () => {
    const card = await cardOf('--time', 'created');
    assert.match(card, /^# Lead model\n\n\*\*Usable\.\*\*/);
    assert.match(card, /\| Leads with a known outcome \| 600 \|/);
    assert.match(card, /\| Times of the leads \| 2024-01-01 to 2025-08-22 \|/);
    assert.match(card, /\| visits \| 0\.\d\d \| "visits" alone tells/);
  });

  it('judges each group apart, by a column that is learned from or not', async () => {
    const { slices } = await evaluate('--slice', 'source');
    assert.deepEqual(slices.map(({ slice }: { slice: string }) => slice).sort(), ['Fair', 'Web']);
    let rows = 0;
    for (const slice of slices) {
      rows += slice.rows;
      assert.ok(slice.aucLow < slice.auc && slice.auc < slice.aucHigh);
      assert.ok(Math.abs(slice.expected - slice.rate) < 0.1, `${slice.expected} for ${slice.rate}`);
    }
    assert.equal(rows, 600);
    const { slices: stages } = await evaluate('--slice', 'stage');
    assert.deepEqual(
      stages.map(({ slice, auc }: { slice: string; auc: number | null }) => [slice, auc]),
      stages[0].slice === 'Won'
        ? [
            ['Won', null],
            ['Lost', null],
          ]
        : [
            ['Lost', null],
            ['Won', null],
          ],
    );
  });

  it('prints a table of the groups for people', async () => {
    const { out } = await aix(['evaluate', csv, ...TARGET, ...HONEST, '--slice', 'source'], 60);
    assert.match(
      out,
      /^source +Leads +Expected +Convert +AUC\n(Web|Fair) +\d{3} +\d\d\.\d % +\d\d\.\d % +0\.\d{3}$/m,
    );
  });

  async function cardOf(...options: string[]): Promise<string> {
    const path = folder.path('card.md');
    await evaluate('--model-card', path, ...options);
    return readFileSync(path, 'utf8');
  }

  it('prints a table for people that fits a narrow terminal, without colour', async () => {
    const { code, out } = await aix(['evaluate', csv, ...TARGET, ...HONEST], 60);
    assert.equal(code, 0);
    assert.match(out, /ROC AUC +0\.\d{4} {2}\(0\.\d{4} to 0\.\d{4}\)/);
    assert.match(out, /^Ready\. The score sorts well/m);
    assert.ok(!out.includes('\u001B'));
    assert.ok(out.split('\n').every(line => line.length <= 60 || line.includes(csv)));
  });

  it('explains itself on --help', async () => {
    const { code, out } = await aix(['evaluate', '--help']);
    assert.equal(code, 0);
    assert.match(out, /--time COL/);
    for (const option of [
      'rolling COL',
      'kind COL=KIND',
      'created COL',
      'filled COL=TIMES',
      'slice COL',
      'model-card F',
    ])
      assert.ok(out.includes(`--${option}`), option);
    assert.ok(out.split('\n').every(line => line.length <= 88));
  });
});
