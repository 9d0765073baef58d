import { type BenchOptions, parseBenchOptions, USAGE } from './bench-options.ts';
import { type BenchSet, readBank, readSet } from './bench-sets.ts';
import { measureModelSize, measureScoringMemory } from './footprint.ts';
import { measureMillionRows } from './million-rows.ts';
import {
  measureRow,
  type RaceTrack,
  raceExplaining,
  raceOnnx,
  raceScoring,
  raceTraining,
  trainTrees,
} from './races.ts';
import { INSTALL_REFERENCES } from './references/import-reference.ts';
import { startXgboost } from './references/xgboost.ts';
import { startYdf } from './references/ydf.ts';
import type { Spread } from './repeat.ts';
import { compareWithYdf } from './second-opinion.ts';

/** `npm run bench:scoring -- --help` says what this does. */
const options = parseBenchOptions(process.argv.slice(2));
if (options === 'help') process.stdout.write(USAGE);
else if ('wrong' in options) {
  say(`bench:scoring: ${options.wrong}; see --help`);
  process.exitCode = 2;
} else process.stdout.write(`${JSON.stringify(await run(options), roundNumber, options.json ? 0 : 2)}\n`);

async function run({ data, runs }: BenchOptions) {
  const bank = await readBank(data);
  const xedu = data === undefined ? null : await readSet(data, 'xedu');
  if (xedu === null) say('xedu: not given (--data DIR), its ratio is null');
  const track = { runs, say };
  const { trainVsXgboost, batchVsXgboost, shapVsXgboost } = await raceXgboost(track, { bank, xedu });
  const batchVsOnnx = await raceOnnx(track);
  if (batchVsOnnx === null) say(`onnxruntime: absent (${INSTALL_REFERENCES}), batchVsOnnx is null`);
  const row = measureRow(trainTrees(bank), bank.matrix);
  say(`one row: ${row.median.toFixed(2)} µs (${row.least.toFixed(2)} to ${row.most.toFixed(2)})`);
  await saySecondOpinions([bank, xedu].filter(set => set !== null));
  sayFootprint(bank);
  const millionRows = measureMillionRows();
  return { trainVsXgboost, batchVsXgboost, batchVsOnnx, rowMicros: row.median, shapVsXgboost, millionRows };
}

/** Null each where XGBoost or the set is absent. */
async function raceXgboost(track: RaceTrack, { bank, xedu }: { bank: BenchSet; xedu: BenchSet | null }) {
  const xgboost = await startXgboost();
  if (xgboost === null) {
    say('XGBoost: absent (python3-xgboost), its ratios are null');
    const trainVsXgboost = { xedu: null, bank_additional: null };
    return { trainVsXgboost, batchVsXgboost: null, shapVsXgboost: null };
  }
  say(`XGBoost ${xgboost.version}`);
  for (const set of [bank, xedu]) if (set !== null) await xgboost.load(set);
  const trainVsXgboost = {
    xedu: xedu === null ? null : await raceTraining(track, xgboost, xedu),
    bank_additional: await raceTraining(track, xgboost, bank),
  };
  const trained = { set: bank, trees: trainTrees(bank) };
  const batchVsXgboost = await raceScoring(track, xgboost, trained);
  const shapVsXgboost = await raceExplaining(track, xgboost, trained);
  xgboost.close();
  return { trainVsXgboost, batchVsXgboost, shapVsXgboost };
}

async function saySecondOpinions(sets: readonly BenchSet[]): Promise<void> {
  const ydf = await startYdf();
  if (ydf === null) say(`YDF: absent (${INSTALL_REFERENCES})`);
  else for (const set of sets) say(compareWithYdf(ydf, set));
}

function sayFootprint(bank: BenchSet): void {
  say(`a model of 300 trees of 31 leaves: ${measureModelSize(bank).toFixed(0)} KB gzipped`);
  const memory = measureScoringMemory();
  if (memory === null) {
    say('memory of scoring: measured on Linux only');
    return;
  }
  const { addedMb, tableMb, seconds } = memory;
  const text = ({ median, least, most }: Spread, digits: number) =>
    `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
  say(
    `scoring 1,000,000 leads, ${tableMb.toFixed(0)} MB of numbers: ${text(addedMb, 0)} MB more, ${text(seconds, 1)} s`,
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function roundNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
