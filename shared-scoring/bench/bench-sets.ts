import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluateRequest } from '../../backend/src/cli/evaluate/parse-arguments.ts';
import { readLeads } from '../../backend/src/cli/evaluate/read-leads.ts';
import { encodeTable, fitEncoding } from '../src/features/encoding.ts';
import type { ColumnMatrix } from '../src/math/column-matrix.ts';
import { sigmoid } from '../src/math/logistic.ts';
import { createRandom } from '../src/math/random.ts';

/** Leads to time, encoded as models see them. */
export interface BenchSet {
  name: string;
  matrix: ColumnMatrix;
  labels: Uint8Array;
}

/** What `NAME.meta.json` says of a set. */
interface SetFacts {
  target: string;
  positive: string;
  ids: string[];
  leaky: string[];
  na: string[];
  columns: { name: string; type: string }[];
}

const DEMO_LEADS = new URL('../../local-stack/demo/data/leads.csv.gz', import.meta.url).pathname;
const BANK: Omit<EvaluateRequest, 'file'> = {
  target: 'y',
  positive: 'yes',
  ignore: ['duration'],
  categorical: [],
  missing: [],
  time: undefined,
  cut: undefined,
  splits: undefined,
  kinds: new Map(),
  created: undefined,
  leakTimes: undefined,
  slice: undefined,
  modelCard: undefined,
  json: true,
};

/** The bank's leads from the directory, or, without one, those of the demo. */
export async function readBank(directory: string | undefined): Promise<BenchSet> {
  const found = directory === undefined ? null : await readSet(directory, 'bank_additional');
  return found ?? encode('bank_additional', { ...BANK, file: DEMO_LEADS });
}

/** `NAME.csv.gz` with `NAME.meta.json`, its ids and leaking columns left out; null when the directory has none. */
export async function readSet(directory: string, name: string): Promise<BenchSet | null> {
  const facts = join(directory, `${name}.meta.json`);
  if (!existsSync(facts)) return null;
  const { target, positive, ids, leaky, na, columns }: SetFacts = JSON.parse(readFileSync(facts, 'utf8'));
  const ignore = [...ids, ...leaky];
  const categorical = columns.filter(({ type, name }) => type === 'cat' && !ignore.includes(name));
  return encode(name, {
    ...BANK,
    file: join(directory, `${name}.csv.gz`),
    target,
    positive,
    ignore,
    categorical: categorical.map(column => column.name),
    missing: na,
  });
}

async function encode(name: string, request: EvaluateRequest): Promise<BenchSet> {
  const { table, labels } = await readLeads(request);
  return { name, matrix: encodeTable(fitEncoding(table).features, table), labels };
}

/** Made-up leads of continuous numbers, a fifth of them telling; the same for the same numbers and seed. */
export function generateNumbers(nRows: number, nColumns: number, seed: number): BenchSet {
  const random = createRandom(seed);
  const logOdds = new Float64Array(nRows).fill(-1);
  const columns = Array.from({ length: nColumns }, (_, at) => {
    const values = Float64Array.from({ length: nRows }, () => random.next());
    if (at % 5 === 0)
      values.forEach((value, row) => {
        logOdds[row] += 2 * Math.sin(3 * value + at);
      });
    return { kind: 'number' as const, values };
  });
  const labels = Uint8Array.from(logOdds, value => Number(random.next() < sigmoid(value)));
  return { name: `${nRows} x ${nColumns}`, matrix: { nRows, columns }, labels };
}
