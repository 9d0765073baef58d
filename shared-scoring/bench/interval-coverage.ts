/**
 * Do intervals hold what they promise? Generated leads of four kinds, whose propensities are known, are learned from in three
 * sizes: leads in no order, and leads in order of time whose base rate wanders, scored on the tenth that comes next. Of each new lead
 * it is asked whether its true propensity lies in its interval. Models that abstain are left out, as in use.
 *   node shared-scoring/bench/interval-coverage.ts [--draws 10] [--rows 600,2000,6000] [--json]
 * The oracle knows the true propensities: its interval has, in log-odds, the one half width that holds nine leads in ten of the draw.
 */
import { parseArgs } from 'node:util';
import { selectRows } from '../src/features/table.ts';
import { logit, sigmoid } from '../src/math/logistic.ts';
import { quantileSorted } from '../src/math/quantile.ts';
import { scoreTable, type TableScores } from '../src/model/score-table.ts';
import { trainModel } from '../src/model/train-model.ts';
import { drawKnownLeads, type KnownLeads, WORLDS } from '../test/support/known-propensities.ts';

const NEW_LEADS = 1000;
const INTERCEPTS = [-2.5, -1];
/** Step of the base rate's log-odds from one tenth of the time to the next, where it wanders. */
const WANDERING = 0.15;
const LEVEL = 0.9;

interface Draw {
  coverage: number;
  width: number;
  oracleWidth: number;
}

const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, at) => from + at);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: number[]) => quantileSorted(Float64Array.from(values).sort(), 0.5);

function judgeDraw(leads: KnownLeads, rows: number, { seed, timed }: { seed: number; timed: boolean }) {
  const train = range(0, rows);
  const test = range(rows, leads.labels.length);
  const request = { table: selectRows(leads.table, train), labels: leads.labels.slice(0, rows), seed };
  const model = trainModel(timed ? { ...request, times: Float64Array.from(train) } : request);
  if (model.facts.verdict.verdict === 'not_ready') return null;
  return measureIntervals(scoreTable(model, selectRows(leads.table, test)), leads.propensities.slice(rows));
}

function measureIntervals({ logOdds, low, high }: TableScores, truth: Float64Array): Draw {
  const errors = truth.map((value, row) => Math.abs(logit(value) - logOdds[row])).sort();
  const reach = quantileSorted(errors, LEVEL);
  return {
    coverage: mean(Array.from(truth, (value, row) => Number(low[row] <= value && value <= high[row]))),
    width: median(Array.from(high, (end, row) => end - low[row])),
    oracleWidth: median(Array.from(logOdds, value => sigmoid(value + reach) - sigmoid(value - reach))),
  };
}

function main(): void {
  const { values } = parseArgs({
    options: {
      draws: { type: 'string', default: '10' },
      rows: { type: 'string', default: '600,2000,6000' },
      json: { type: 'boolean', default: false },
    },
  });
  const cells = [false, true].flatMap(timed =>
    values.rows.split(',').flatMap(rows => WORLDS.map(world => ({ timed, rows: Number(rows), world }))),
  );
  const results = cells.map(({ timed, rows, world }) => {
    const drawn = Array.from({ length: Number(values.draws) }, (_, seed) => {
      const nRows = timed ? Math.round((rows * 10) / 9) : rows + NEW_LEADS;
      const intercept = INTERCEPTS[seed % INTERCEPTS.length];
      const leads = drawKnownLeads({ world, nRows, intercept, drift: timed ? WANDERING : 0, seed });
      return judgeDraw(leads, rows, { seed, timed });
    });
    const judged = drawn.filter(draw => draw !== null);
    const cell = { timed, rows, world, abstained: drawn.length - judged.length, ...summarise(judged) };
    print(cell);
    return { ...cell, judged };
  });
  const summaryOf = (timed: boolean) =>
    summarise(results.filter(cell => cell.timed === timed).flatMap(cell => cell.judged));
  const summary = { unordered: summaryOf(false), wandering: summaryOf(true) };
  if (values.json) print(summary);
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function summarise(draws: readonly Draw[]) {
  if (draws.length === 0) return { draws: 0, coverage: null, medianWidth: null, oracleWidth: null };
  const of = (key: keyof Draw) => draws.map(draw => draw[key]);
  const round = (value: number) => Number(value.toFixed(4));
  return {
    draws: draws.length,
    coverage: round(mean(of('coverage'))),
    medianWidth: round(median(of('width'))),
    oracleWidth: round(median(of('oracleWidth'))),
  };
}

main();
