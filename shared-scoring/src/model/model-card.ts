/**
 * The model card: what a model is, what it learned from, how good it is and what it must not be used for, as Markdown for
 * people who answer for it. Everything comes from the artifact; same model, same card.
 * @see Mitchell and others (2019), Model Cards for Model Reporting
 */
import { INTERVAL_LEVEL } from '../calibration/interval.ts';
import type { Metrics } from '../evaluate/measure.ts';
import { MODEL_FORMAT, MODEL_FORMAT_VERSION, type Model, type TrainingFacts } from './model.ts';

const VERDICTS = { ready: 'Ready', usable: 'Usable', not_ready: 'Not ready' } as const;

/** The card of a model; lines end with `\n`. `sayTime` writes the leads' times, whose unit is the caller's. */
export function modelCard(model: Model, sayTime: (time: number) => string = String): string {
  const { facts } = model;
  const sections = [
    `# Lead model\n\n**${VERDICTS[facts.verdict.verdict]}.** ${facts.verdict.reason}.`,
    `## What it is for\n\nIt estimates how likely a lead is to convert, to order who is contacted first. ${INTENDED_LIMITS}`,
    section('What it learned from', trainingTable(facts, sayTime)),
    section('How it is built', buildTable(model)),
    section('How well it did on leads it had not learned from', metricsTable(facts)),
    section('Possible leaks', leakTable(facts)),
    section('Features', featureTable(model)),
  ];
  return `${sections.join('\n\n')}\n`;
}

const INTENDED_LIMITS =
  'It tells what went with conversions among past leads, not what causes them. Do not use it to decide on credit, employment, insurance or anything else owed to a person.';

function section(title: string, content: string): string {
  return `## ${title}\n\n${content}`;
}

function trainingTable(
  { rows, conversions, baseRate, times, caller, unused }: TrainingFacts,
  sayTime: (time: number) => string,
): string {
  return table(
    ['Fact', 'Value'],
    [
      ['Leads with a known outcome', String(rows)],
      ['Conversions', `${conversions} (${percent(baseRate)})`],
      [
        'Times of the leads',
        times === null ? 'not given' : `${sayTime(times.first)} to ${sayTime(times.last)}`,
      ],
      ['Columns left out because all leads are alike', unused.join(', ') || 'none'],
      ...Object.keys(caller)
        .sort()
        .map(key => [key, String(caller[key])]),
    ],
  );
}

function buildTable({ blend, logistic, trees, calibration, curve, starter, facts }: Model): string {
  const { intercept, slope } = calibration;
  return table(
    ['Part', 'Value'],
    [
      [
        'Logistic regression',
        logistic === null ? 'not used' : `weight ${blend.logistic}, penalty ${facts.penalty}`,
      ],
      ['Boosted trees', trees === null ? 'not used' : `weight ${blend.trees}, ${facts.rounds} trees`],
      [
        'Older leads',
        facts.halfLife === null
          ? 'count as much as new ones'
          : `count half once ${percent(facts.halfLife)} of all leads came after them`,
      ],
      [
        'Calibration',
        `log-odds x ${slope.toFixed(3)} + ${intercept.toFixed(3)}${curve === null ? '' : `, then a curve (${curve.kind})`}`,
      ],
      [
        'Starter model',
        facts.starter === null || starter === null
          ? 'not used'
          : `${facts.starter.name}, an assumption: ${percent(facts.starter.share)} of what tells leads apart`,
      ],
      ['Interval', `means to hold the true probability of ${percent(INTERVAL_LEVEL)} of leads`],
      ['Seed', String(facts.seed)],
      ['Library', facts.libraryVersion],
      ['Format', `${MODEL_FORMAT} ${MODEL_FORMAT_VERSION}`],
    ],
  );
}

function metricsTable({ heldOut, heldOutBy }: TrainingFacts): string {
  if (heldOut === null) return 'Nothing was learned yet, so there is nothing to measure.';
  const how = heldOutBy === 'time' ? 'The newest leads were held out.' : 'Each lead was held out once.';
  const columns: [string, Metrics][] = [
    ['As used', heldOut.chosen],
    ['Logistic regression', heldOut.logistic],
    ['Boosted trees', heldOut.trees],
  ];
  const row = (name: string, of: (metrics: Metrics) => string) => [
    name,
    ...columns.map(([, each]) => of(each)),
  ];
  const measures = table(
    ['Measure', ...columns.map(([name]) => name)],
    [
      row('Leads', each => String(each.rows)),
      row('Conversions', each => String(each.conversions)),
      row('ROC AUC', each => each.auc.toFixed(4)),
      row('PR AUC', each => each.prAuc.toFixed(4)),
      row('Log loss', each => each.logLoss.toFixed(4)),
      row('Brier score', each => each.brier.toFixed(4)),
      row('Calibration error', each => each.ece10.toFixed(4)),
      row('Lift of the top tenth', each => each.lift10.toFixed(2)),
    ],
  );
  return `${how}\n\n${measures}`;
}

function leakTable({ leakSuspects }: TrainingFacts): string {
  if (leakSuspects === null) return 'No leak check was run before this training.';
  if (leakSuspects.length === 0) return 'The leak check found no suspect.';
  return table(
    ['Column', 'AUC alone', 'Finding'],
    leakSuspects.map(({ column, auc, sentence }) => [column, auc.toFixed(2), sentence]),
  );
}

function featureTable({ features }: Model): string {
  return table(
    ['Feature', 'Name', 'Kind'],
    features.map(feature => [
      feature.label,
      feature.name,
      feature.kind === 'number' ? 'number' : `category of ${feature.levels.length} levels`,
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** A tenant's own words must neither break the table nor become mark-up. */
function escapeCell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|`*_<>[\]]/g, '\\$&');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}
