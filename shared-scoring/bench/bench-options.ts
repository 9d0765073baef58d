import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { INSTALL_REFERENCES } from './references/import-reference.ts';

export interface BenchOptions {
  readonly json: boolean;
  /** Directory of data sets. */
  readonly data: string | undefined;
  /** Turns of every race. */
  readonly runs: number;
}

export const USAGE = `npm run bench:scoring -- [--json] [--data DIR] [--runs N]

How fast training, scoring and explaining are, against XGBoost and onnxruntime in the same run, and how large models are.

  --data DIR  where xedu.csv.gz and bank_additional.csv.gz lie with their .meta.json; without it the demo's leads stand for
              the bank, and there is no xedu
  --runs N    turns of every race, 1 to 99; 5 when not given
  --json      the last line on one line

The last line is JSON: ratios are of times for training, of rows per second for the rest, null where a reference is absent.
XGBoost: Debian's python3-xgboost. onnxruntime and YDF: ${INSTALL_REFERENCES}
`;

/** What the arguments ask for; 'help', or a sentence on what is wrong with them. */
export function parseBenchOptions(args: readonly string[]): BenchOptions | 'help' | { wrong: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        data: { type: 'string' },
        runs: { type: 'string', default: '5' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return 'help';
    const { json, data, runs } = values;
    if (!/^[1-9]\d?$/.test(runs))
      return { wrong: `--runs takes a whole number from 1 to 99, got ${JSON.stringify(runs)}` };
    if (data !== undefined && !isDirectory(data))
      return { wrong: `--data takes a directory, got ${JSON.stringify(data)}` };
    return { json, data, runs: Number(runs) };
  } catch (error) {
    // The platform's own sentences name the argument.
    if (error instanceof TypeError) return { wrong: error.message };
    throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
