import type { BandOutcome, Outcome } from './summarize-outcome.ts';

/** From this width on there is room for what the figures mean, and for what was expected of a band. */
const ROOMY = 72;
const MEDIUM = 50;
/** Bars shorter than this say nothing. */
const SHORTEST_ROOM = 8;
const LONGEST_BAR = 20;
const NONE = '–';

interface Column {
  title: string;
  width: number;
  text: (band: BandOutcome) => string;
}

const LEADS: Column = { title: 'Leads', width: 8, text: ({ leads }) => whole(leads) };
const EXPECTED: Column = {
  title: 'Expected',
  width: 11,
  text: ({ leads, expectedConversions }) => share(leads === 0 ? null : expectedConversions / leads),
};
const CONVERTED: Column = { title: 'Converted', width: 11, text: ({ conversions }) => whole(conversions) };
const RATE: Column = { title: 'Rate', width: 9, text: ({ rate }) => share(rate) };

/**
 * The outcome as a short plain-text table. No line is longer than `width` characters (at least 40); with less room it
 * says less.
 */
export function renderOutcome(outcome: Outcome, width = 80): string {
  return [
    `Predicted against real: ${whole(outcome.leads)} open leads`,
    ...remarks(outcome),
    ...figures(outcome, width >= ROOMY),
    '',
    ...bandTable(outcome.conversionByBand, width),
  ].join('\n');
}

function remarks({ withoutScore, inconsistent }: Outcome): string[] {
  return [
    ...(withoutScore > 0 ? [`  ${whole(withoutScore)} more have no score`] : []),
    ...(inconsistent > 0 ? [`  ${whole(inconsistent)} differ between the two CRMs`] : []),
  ];
}

function figures(outcome: Outcome, explained: boolean): string[] {
  const line = (name: string, value: string, meaning: string) =>
    `  ${name.padEnd(23)}${value.padStart(7)}${explained ? `   ${meaning}` : ''}`;
  return [
    line('AUC', decimal(outcome.auc, 3), '0.5 is chance, 1 is perfect'),
    line('Lift in the top tenth', decimal(outcome.liftTop10, 2), 'times the average rate'),
    line('Conversions expected', whole(outcome.expectedConversions), 'sum of the probabilities'),
    line('Conversions in fact', whole(outcome.actualConversions), 'as the held-out outcomes say'),
  ];
}

function bandTable(bands: readonly BandOutcome[], width: number): string[] {
  const columns = width >= MEDIUM ? [LEADS, EXPECTED, CONVERTED, RATE] : [LEADS, CONVERTED, RATE];
  const row = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(8)}${cells.map((cell, index) => cell.padStart(columns[index]!.width)).join('')}`;
  const head = row(
    'Band',
    columns.map(({ title }) => title),
  );
  const bar = createBar(bands, width - head.length - 2);
  return [
    head,
    ...bands.map(band => {
      const cells = row(
        band.band,
        columns.map(({ text }) => text(band)),
      );
      return `${cells}  ${bar(band.rate ?? 0)}`.trimEnd();
    }),
  ];
}

/** A function from a rate to its bar; the highest rate of all bands fills the room. */
function createBar(bands: readonly BandOutcome[], room: number): (rate: number) => string {
  const longest = room < SHORTEST_ROOM ? 0 : Math.min(LONGEST_BAR, room);
  const highest = Math.max(...bands.map(({ rate }) => rate ?? 0));
  return rate => (highest === 0 ? '' : '█'.repeat(Math.round((rate / highest) * longest)));
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function decimal(value: number | null, digits: number): string {
  return value === null ? NONE : value.toFixed(digits);
}

function share(value: number | null): string {
  return value === null ? NONE : `${(value * 100).toFixed(1)} %`;
}
