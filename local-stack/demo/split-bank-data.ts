import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { InputError } from '@aix/shared-scoring';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

/**
 * Makes both data files of the demo tenant from the original set:
 * `node local-stack/demo/split-bank-data.ts bank-additional-full.csv[.gz]`.
 * Takes commas or the semicolons of the UCI archive, and repeats byte for byte.
 */
const ROWS = 41_188;
/** The first row of the newest fifth (rounded up), counted from 0. */
const FIRST_OPEN_ROW = 32_950;
const OUTCOME = 'y';
const OS_BYTE = 9;
const OS_UNKNOWN = 255;

/**
 * The original rows in file order, with the outcome of the newest fifth taken out, and that outcome by row number.
 * Both as CSV text with a header.
 * @throws InputError when the text is not the whole bank set
 */
export function splitBankData(csv: string): { leads: string; truth: string } {
  const [header = [], ...rows] = parse(csv, { delimiter: [',', ';'], skip_empty_lines: true }) as string[][];
  const outcome = header.indexOf(OUTCOME);
  if (outcome === -1 || rows.length !== ROWS) {
    throw new InputError(
      'ERR_INPUT_INVALID',
      `splitBankData requires ${ROWS} rows with a column ${OUTCOME}, got ${rows.length} rows and columns ${header.join(', ')}: give bank-additional-full.csv of the UCI set Bank Marketing`,
    );
  }
  const truth = rows.flatMap((row, index) => (index < FIRST_OPEN_ROW ? [] : [[index, row[outcome]]]));
  for (const row of rows.slice(FIRST_OPEN_ROW)) row[outcome] = '';
  return { leads: stringify([header, ...rows]), truth: stringify([['row', OUTCOME], ...truth]) };
}

/** Gzip that is the same on every machine: Node writes no time, and here no operating system either. */
export function gzipRepeatably(text: string): Buffer {
  const zipped = gzipSync(text, { level: 9 });
  zipped[OS_BYTE] = OS_UNKNOWN;
  return zipped;
}

function main(original: string | undefined): void {
  if (original === undefined) {
    throw new InputError('ERR_INPUT_INVALID', 'split-bank-data requires the path of the original CSV file');
  }
  const bytes = readFileSync(original);
  const { leads, truth } = splitBankData((original.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'data');
  writeFileSync(join(folder, 'leads.csv.gz'), gzipRepeatably(leads));
  writeFileSync(join(folder, 'held-out-truth.csv.gz'), gzipRepeatably(truth));
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    main(process.argv[2]);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
