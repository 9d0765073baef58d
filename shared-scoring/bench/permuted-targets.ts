/**
 * Do models that have nothing to learn say so? The outcomes of generated leads are shuffled, which cuts every tie to the columns, and a
 * model is trained on each: it must come out not ready at least 95 times in 100.
 *   node shared-scoring/bench/permuted-targets.ts [--draws 100] [--rows 400,1500,4000] [--json]
 */
import { parseArgs } from 'node:util';
import { createRandom, shuffledIndices } from '../src/math/random.ts';
import { trainModel } from '../src/model/train-model.ts';
import { drawKnownLeads, WORLDS } from '../test/support/known-propensities.ts';

function isNotReady(rows: number, seed: number): boolean {
  const world = WORLDS[seed % WORLDS.length];
  const { table, labels } = drawKnownLeads({ world, nRows: rows, intercept: -1.5, drift: 0, seed });
  const shuffled = labels.slice();
  shuffledIndices(rows, createRandom(seed)).forEach((from, to) => {
    shuffled[to] = labels[from];
  });
  const times = Float64Array.from(labels, (_, row) => row);
  const request = { table, labels: shuffled, seed };
  const model = trainModel(seed % 2 === 0 ? request : { ...request, times });
  return model.facts.verdict.verdict === 'not_ready';
}

const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '100' },
    rows: { type: 'string', default: '400,1500,4000' },
    json: { type: 'boolean', default: false },
  },
});
const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
const results = values.rows.split(',').map(rows => {
  const draws = Array.from({ length: Number(values.draws) }, (_, seed) => isNotReady(Number(rows), seed));
  const result = { rows: Number(rows), draws: draws.length, notReady: draws.filter(Boolean).length };
  print(result);
  return result;
});
const share = Math.min(...results.map(({ notReady, draws }) => notReady / draws));
if (values.json) print({ leastShareNotReady: share });
