/**
 * Does the blend of starter and own model lose to either? A tenant's history is drawn until it holds so many conversions, and
 * three models learn from it: the starter alone (its intercept moved by the same outcomes), the tenant's own, and the blend. Each is
 * judged by log loss on 2,000 new leads of the same tenant.
 *   node shared-scoring/bench/starter-blend.ts [--draws 200] [--conversions 0,10,40,120,500] [--json]
 */
import { parseArgs } from 'node:util';
import { logLoss } from '../src/evaluate/probability-errors.ts';
import { selectRows } from '../src/features/table.ts';
import { sigmoid } from '../src/math/logistic.ts';
import { countConversions } from '../src/math/order.ts';
import type { Model } from '../src/model/model.ts';
import { predictLogOdds } from '../src/model/score-table.ts';
import { trainModel } from '../src/model/train-model.ts';
import { DEFAULT_STARTER } from '../src/starter/starter.ts';
import { fitStarterWeights } from '../src/starter/starter-weights.ts';
import { drawStarterLeads, type StarterLeads } from '../test/support/starter-leads.ts';

const NEW_LEADS = 2000;
const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, at) => from + at);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

interface Losses {
  starter: number;
  /** NaN where there is nothing to learn from. */
  own: number;
  blend: number;
  share: number;
}

/** As few leads as hold the conversions; none at all for 0. */
function drawHistory(conversions: number, seed: number): StarterLeads {
  const leads = drawStarterLeads(Math.max(200, 14 * conversions), { tenant: seed, seed: 2 * seed });
  let rows = 0;
  for (let found = 0; rows < leads.labels.length && found < conversions; rows++) found += leads.labels[rows];
  return { table: selectRows(leads.table, range(0, rows)), labels: leads.labels.slice(0, rows) };
}

function judgeDraw(conversions: number, seed: number): Losses {
  const { table, labels } = drawHistory(conversions, seed);
  const fresh = drawStarterLeads(NEW_LEADS, { tenant: seed, seed: 2 * seed + 1 });
  const lossOf = (model: Model) => logLoss(predictLogOdds(model, fresh.table).map(sigmoid), fresh.labels);
  const blend = trainModel({ table, labels, seed, starter: DEFAULT_STARTER });
  return {
    starter: lossOf(starterAlone(table, labels)),
    own: countConversions(labels) < 2 ? Number.NaN : lossOf(trainModel({ table, labels, seed })),
    blend: lossOf(blend),
    share: blend.facts.starter!.share,
  };
}

/** The starter with only its intercept moved by the outcomes. */
function starterAlone(table: StarterLeads['table'], labels: Uint8Array): Model {
  const empty = selectRows(table, range(0, 0));
  const model = trainModel({ table: empty, labels: new Uint8Array(), seed: 1, starter: DEFAULT_STARTER });
  const fit = predictLogOdds(model, table).map(value => value - DEFAULT_STARTER.intercept);
  const none = new Float64Array(labels.length);
  // The starter's terms can only be scaled as `fit`; undoing that leaves the intercept that suits them as they are.
  const { intercept } = fitStarterWeights(
    { fit, engagement: none, own: none, labels },
    DEFAULT_STARTER.intercept,
  );
  const part = model.starter!;
  const weights = { ...part.weights, intercept: part.weights.intercept + intercept };
  return { ...model, starter: { ...part, weights } };
}

function main(): void {
  const { values } = parseArgs({
    options: {
      draws: { type: 'string', default: '200' },
      conversions: { type: 'string', default: '0,10,40,120,500' },
      json: { type: 'boolean', default: false },
    },
  });
  const results = values.conversions.split(',').map(count => {
    const draws = Array.from({ length: Number(values.draws) }, (_, seed) =>
      judgeDraw(Number(count), seed + 1),
    );
    const of = (key: keyof Losses) => mean(draws.map(draw => draw[key]));
    const [starter, own, blend] = [of('starter'), of('own'), of('blend')];
    const better = Number.isNaN(own) ? starter : Math.min(starter, own);
    const result = {
      conversions: Number(count),
      starter,
      own,
      blend,
      ratio: blend / better,
      starterShare: of('share'),
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result;
  });
  const worst = Math.max(...results.map(({ ratio }) => ratio));
  if (values.json) process.stdout.write(`${JSON.stringify({ worstRatio: worst, results })}\n`);
}

main();
