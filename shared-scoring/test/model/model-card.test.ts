import assert from 'node:assert/strict';
import { modelCard } from '../../src/model/model-card.ts';
import { modelFromJson, modelToJson } from '../../src/model/model-json.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { DEFAULT_STARTER } from '../../src/starter/starter.ts';
import { plantLeads } from '../support/planted-leads.ts';

const { table, labels } = plantLeads(600, 1);
const times = Float64Array.from(labels, (_, row) => 1000 + row);
const model = trainModel({
  table,
  labels,
  times,
  seed: 5,
  facts: { horizonDays: 30 },
  leakSuspects: [
    { column: 'tags|*', sign: 'predicts_alone', isBlocked: false, auc: 0.912, sentence: 'Tells alone' },
  ],
});
const card = modelCard(model);

describe('modelCard', () => {
  it('begins with the verdict and its reason', () => {
    assert.ok(
      card.startsWith(`# Lead model\n\n**Usable.** ${model.facts.verdict.reason}.\n`),
      card.slice(0, 200),
    );
  });

  it('names what it learned from, how it was built and how it did', () => {
    for (const line of [
      '| Leads with a known outcome | 600 |',
      '| Times of the leads | 1000 to 1599 |',
      '| horizonDays | 30 |',
      '| Starter model | not used |',
      '| Seed | 5 |',
      'The newest leads were held out.',
      `| ROC AUC | ${model.facts.heldOut!.chosen.auc.toFixed(4)} |`,
      '| Visits | visits | number |',
      '| Country | country | category of 4 levels |',
    ])
      assert.ok(card.includes(line), line);
  });

  it('keeps the leak report, and says when there was none', () => {
    assert.ok(card.includes('| tags\\|\\* | 0.91 | Tells alone |'));
    assert.match(modelCard(trainModel({ table, labels, seed: 1 })), /No leak check was run/);
    assert.match(modelCard(trainModel({ table, labels, seed: 1, leakSuspects: [] })), /found no suspect/);
  });

  it('says of a starter model that it is an assumption and that nothing was measured', () => {
    const none = {
      nRows: 0,
      columns: [{ kind: 'number', name: 'company_size', label: 'Size', values: new Float64Array() }],
    } as const;
    const starter = modelCard(
      trainModel({ table: none, labels: new Uint8Array(), seed: 1, starter: DEFAULT_STARTER }),
    );
    assert.match(starter, /generic-1, an assumption: 100 % of what tells leads apart/);
    assert.match(starter, /Nothing was learned yet/);
    assert.doesNotMatch(starter, /NaN|undefined|null/);
  });

  it('is the same for the model read back from its artifact', () => {
    assert.equal(modelCard(modelFromJson(modelToJson(model))), card);
  });
});
