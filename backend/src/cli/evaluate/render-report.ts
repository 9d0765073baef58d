import type { LeakSuspect } from '@aix/shared-scoring';
import type { Judgement, PartJudgement } from './judge-parts.ts';
import type { CsvLeads } from './read-leads.ts';

/** Everything that `aix evaluate` found. */
export interface EvaluateReport {
  file: string;
  leads: CsvLeads;
  judgement: Judgement;
  suspects: readonly LeakSuspect[];
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

/** One line of JSON, without a line break. */
export function renderJson({ judgement, suspects }: EvaluateReport): string {
  const { parts, verdict, fitSeconds, rowsPerSecond } = judgement;
  const means = Object.fromEntries(MEASURES.map(measure => [measure, meanOf(parts, measure)]));
  return JSON.stringify({
    ...means,
    fitSeconds,
    rowsPerSecond,
    verdict: verdict.verdict,
    reason: verdict.reason,
    lowerBounds: verdict.lowerBounds,
    leakage: suspects,
    folds: parts,
  });
}

/** The same for people, wrapped to the terminal's width. */
export function renderText(
  { file, leads, judgement, suspects }: EvaluateReport,
  columns: number | undefined,
): string {
  const width = Math.max(NARROWEST, Math.min(columns ?? WIDEST, WIDEST));
  const { parts, verdict, fitSeconds, rowsPerSecond } = judgement;
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
    ...MEASURES.map(measure => measureLine(parts, measure)),
    `${'Training'.padEnd(20)}${fitSeconds.toFixed(1)} s`,
    `${'Scoring'.padEnd(20)}${count(rowsPerSecond)} leads a second`,
    '',
    ...wrap(`${VERDICT_WORDS[verdict.verdict]}. ${verdict.reason}.`, width),
  ];
  if (suspects.length > 0) lines.push('', 'Columns to check:');
  for (const { sentence } of suspects)
    lines.push(...wrap(sentence, width - 2).map((line, at) => (at === 0 ? '- ' : '  ') + line));
  return `${lines.join('\n')}\n`;
}

function measureLine(parts: readonly PartJudgement[], measure: (typeof MEASURES)[number]): string {
  const values = parts.map(part => part[measure]);
  const spread =
    parts.length === 1 ? '' : `  (${Math.min(...values).toFixed(4)} to ${Math.max(...values).toFixed(4)})`;
  return `${MEASURE_NAMES[measure].padEnd(20)}${meanOf(parts, measure).toFixed(4)}${spread}`;
}

function meanOf(parts: readonly PartJudgement[], measure: (typeof MEASURES)[number]): number {
  return parts.reduce((sum, part) => sum + part[measure], 0) / parts.length;
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
