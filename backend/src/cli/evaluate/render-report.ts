import type { LeakSuspect, MetricIntervals } from '@aix/shared-scoring';
import type { Judgement, PartJudgement } from './judge-parts.ts';
import type { CsvLeads } from './read-leads.ts';
import type { SliceJudgement } from './slices.ts';

/** Everything that `aix evaluate` found. */
export interface EvaluateReport {
  file: string;
  leads: CsvLeads;
  judgement: Judgement;
  suspects: readonly LeakSuspect[];
  /** Undefined without `--slice`. */
  slices: readonly SliceJudgement[] | undefined;
}

const MEASURES = ['auc', 'prAuc', 'logLoss', 'brier', 'ece10', 'lift10'] as const;
const MEASURE_NAMES = {
  auc: 'ROC AUC',
  prAuc: 'PR AUC',
  logLoss: 'Log loss',
  brier: 'Brier score',
  ece10: 'Calibration error',
  lift10: 'Lift, top tenth',
} as const;
const VERDICT_WORDS = { ready: 'Ready', usable: 'Usable', not_ready: 'Not ready' } as const;
const WIDEST = 88;
const NARROWEST = 40;
/** A longer word of a group is cut. */
const WIDEST_WORD = 30;

/** One line of JSON, without a line break. */
export function renderJson({ judgement, suspects, slices }: EvaluateReport): string {
  const { parts, intervals, verdict, fitSeconds, rowsPerSecond } = judgement;
  const means = Object.fromEntries(MEASURES.map(measure => [measure, meanOf(parts, measure)]));
  return JSON.stringify({
    ...means,
    intervals,
    fitSeconds,
    rowsPerSecond,
    verdict: verdict.verdict,
    reason: verdict.reason,
    lowerBounds: verdict.lowerBounds,
    leakage: suspects,
    folds: parts,
    slices,
  });
}

/** The same for people, wrapped to the terminal's width. */
export function renderText(
  { file, leads, judgement, suspects, slices = [] }: EvaluateReport,
  columns: number | undefined,
): string {
  const width = Math.max(NARROWEST, Math.min(columns ?? WIDEST, WIDEST));
  const { parts, intervals, verdict, fitSeconds, rowsPerSecond } = judgement;
  const conversions = leads.labels.reduce((sum, label) => sum + label, 0);
  const share = ((100 * conversions) / leads.labels.length).toFixed(1);
  const judged =
    parts.length === 1 ? `${count(parts[0]!.rows)} held-out leads` : `${parts.length} parts in turn`;
  const lines = [
    ...wrap(
      `${file}: ${count(leads.labels.length)} leads, ${count(conversions)} converted (${share} %). Judged on ${judged}.`,
      width,
    ),
    '',
    ...MEASURES.map(measure => measureLine(parts, intervals, measure)),
    ...wrap(
      'In brackets: 90 % intervals. The calibration error counts chance as error too, its interval does not.',
      width,
    ),
    '',
    `${'Training'.padEnd(20)}${fitSeconds.toFixed(1)} s`,
    `${'Scoring'.padEnd(20)}${count(rowsPerSecond)} leads a second`,
    ...windowLines(parts),
    ...sliceLines(slices, leads.slices?.column),
    '',
    ...wrap(`${VERDICT_WORDS[verdict.verdict]}. ${verdict.reason}.`, width),
  ];
  const [blocked, open] = [true, false].map(isBlocked =>
    suspects.filter(suspect => suspect.isBlocked === isBlocked),
  );
  lines.push(
    ...suspectLines('Left out, as their times prove a leak:', blocked!, width),
    ...suspectLines('Columns to check, the strongest first:', open!, width),
  );
  return `${lines.join('\n')}\n`;
}

function suspectLines(title: string, suspects: readonly LeakSuspect[], width: number): string[] {
  if (suspects.length === 0) return [];
  const sentences = suspects.flatMap(({ sentence }) =>
    wrap(sentence, width - 2).map((line, at) => (at === 0 ? '- ' : '  ') + line),
  );
  return ['', title, ...sentences];
}

function measureLine(
  parts: readonly PartJudgement[],
  intervals: MetricIntervals,
  measure: (typeof MEASURES)[number],
): string {
  const { low, high } = intervals[measure];
  return `${MEASURE_NAMES[measure].padEnd(20)}${meanOf(parts, measure).toFixed(4)}  (${low.toFixed(4)} to ${high.toFixed(4)})`;
}

/** How the score fared from window to window; nothing where parts are no windows. */
function windowLines(parts: readonly PartJudgement[]): string[] {
  const named = parts.flatMap(({ window, ...part }) => (window === undefined ? [] : [{ window, ...part }]));
  if (named.length === 0) return [];
  const wide = Math.max(...named.map(({ window }) => window.length), 'Window'.length);
  const lines = named.map(({ window, rows, conversions, auc, ece10 }) =>
    [
      window.padEnd(wide),
      count(rows).padStart(7),
      percent(conversions / rows).padStart(9),
      auc.toFixed(3).padStart(7),
      ece10.toFixed(3).padStart(7),
    ].join(''),
  );
  return ['', `${'Window'.padEnd(wide)}  Leads  Convert    AUC  Error`, ...lines];
}

/** How the score fares in each group; nothing without groups. */
function sliceLines(slices: readonly SliceJudgement[], column = ''): string[] {
  if (slices.length === 0) return [];
  const wide = Math.min(WIDEST_WORD, Math.max(...slices.map(({ slice }) => slice.length), column.length));
  const row = (cells: readonly string[]) =>
    cells.map((cell, at) => cell.padStart([7, 10, 9, 7][at]!)).join('');
  const title = `${column.slice(0, wide).padEnd(wide)}${row(['Leads', 'Expected', 'Convert', 'AUC'])}`;
  const lines = slices.map(({ slice, rows, expected, rate, auc }) => {
    const cells = [count(rows), percent(expected), percent(rate), auc === null ? '–' : auc.toFixed(3)];
    return `${slice.slice(0, wide).padEnd(wide)}${row(cells)}`;
  });
  return ['', title, ...lines];
}

function meanOf(parts: readonly PartJudgement[], measure: (typeof MEASURES)[number]): number {
  return parts.reduce((sum, part) => sum + part[measure], 0) / parts.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
