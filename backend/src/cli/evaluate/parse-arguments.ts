import { parseArgs } from 'node:util';
import { InputError } from '@aix/shared-scoring';
import { nearestName } from './nearest-name.ts';

/** What `aix evaluate` was asked to do. */
export interface EvaluateRequest {
  file: string;
  target: string;
  positive: string;
  ignore: string[];
  categorical: string[];
  missing: string[];
  /** As typed: a column or `row`, `-` before it when the newest come first. */
  time: string | undefined;
  /** `rolling` when `time` is also to cut the leads into windows that are judged one after another. */
  cut: 'rolling' | undefined;
  splits: { kind: 'folds' | 'holdout'; file: string } | undefined;
  json: boolean;
}

export const EVALUATE_HELP = `Usage: aix evaluate FILE.csv[.gz] --target COL --positive VALUE [OPTIONS]

Trains on a part of the leads, judges on the rest, and says whether a score from
these columns is worth acting on. Nothing leaves this machine.

  --target COL        the column that holds the outcome
  --positive VALUE    its value for a conversion; any other, or none, is no conversion
  --ignore A,B        columns to leave out: ids, and what is filled in after the outcome
  --categorical C,D   columns of codes that only look like numbers
  --missing V         a further word for "missing", besides empty, NA, N/A, NaN and
                      null; may be repeated
  --time COL          orders the leads, oldest first, by a column of numbers or of dates
                      such as 2026-11-03, which may be ignored otherwise; "row" is the
                      file's own order; -COL and -row when the newest come first
  --folds F.json      {"folds":[[row,...],...]}: judge each list of rows in turn
  --holdout F.json    {"test":[row,...]}: judge these rows
                      rows are counted from 0, without the header
  --rolling COL       like --time COL, and judges window after window, each by a model
                      that learned from all before it: calendar months when COL holds
                      dates, otherwise ten parts of as many leads. Windows with under 10
                      leads of an outcome join the next; the later half is judged, at
                      most twelve
  --json              print one JSON object as the last line
  --help              print this

Without --folds and --holdout the newest fifth is held out when --time is given,
otherwise five parts in turn. In the JSON, auc to lift10 are means over the parts,
intervals their 90 % intervals by the bootstrap, fitSeconds is one training's, and
verdict is judged on the held-out leads of all parts, ranked within their part.
Exit code 2 means that the input must change.
`;

const OPTIONS = {
  target: { type: 'string' },
  positive: { type: 'string' },
  ignore: { type: 'string' },
  categorical: { type: 'string' },
  missing: { type: 'string', multiple: true },
  time: { type: 'string' },
  folds: { type: 'string' },
  holdout: { type: 'string' },
  rolling: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the arguments after `aix evaluate`; null when only help is wanted.
 * @throws InputError ERR_INPUT_INVALID naming the option that is unknown, missing or in conflict
 */
export function parseArguments(args: readonly string[]): EvaluateRequest | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  const [file, ...further] = positionals;
  if (file === undefined)
    throw refuse('evaluate needs a CSV file, such as leads.csv; see aix evaluate --help');
  if (further.length > 0) throw refuse(`evaluate takes one file, got also ${JSON.stringify(further[0])}`);
  if (values.target === undefined)
    throw refuse('evaluate needs --target with the column that holds the outcome');
  if (values.positive === undefined) throw refuse('evaluate needs --positive with the value of a conversion');
  if (values.folds !== undefined && values.holdout !== undefined) {
    throw refuse('evaluate takes --folds or --holdout, got both');
  }
  if (values.rolling !== undefined) requireRollingAlone(values);
  return {
    file,
    target: values.target,
    positive: values.positive.trim(),
    ignore: splitList(values.ignore),
    categorical: splitList(values.categorical),
    missing: values.missing ?? [],
    time: values.rolling ?? values.time,
    cut: values.rolling === undefined ? undefined : 'rolling',
    splits: chooseSplits(values.folds, values.holdout),
    json: values.json ?? false,
  };
}

/** `--rolling` says already in what order to judge what. */
function requireRollingAlone(values: {
  time?: string | undefined;
  folds?: string | undefined;
  holdout?: string | undefined;
}): void {
  const other = (['time', 'folds', 'holdout'] as const).find(name => values[name] !== undefined);
  if (other !== undefined) throw refuse(`evaluate takes --rolling or --${other}, got both`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: joinValues(args), options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const unknown = args.find(arg => arg.startsWith('-') && !isKnown(arg));
    if (unknown === undefined) throw refuse(firstSentence(error));
    const nearest = nearestName(nameOf(unknown), Object.keys(OPTIONS));
    const hint = nearest === undefined ? 'see aix evaluate --help' : `did you mean --${nearest}?`;
    throw refuse(`evaluate has no option ${JSON.stringify(unknown)}; ${hint}`);
  }
}

/** `--time -row` as `--time=-row`: a value that begins with a dash would otherwise be taken for an option. */
function joinValues(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    const value = args[at + 1];
    if (takesValue(arg) && value !== undefined) {
      joined.push(`${arg}=${value}`);
      at++;
    } else joined.push(arg);
  }
  return joined;
}

function takesValue(arg: string): boolean {
  const name = arg.slice(2);
  return (
    arg.startsWith('--') &&
    Object.hasOwn(OPTIONS, name) &&
    OPTIONS[name as keyof typeof OPTIONS].type === 'string'
  );
}

function isKnown(arg: string): boolean {
  return arg === '-h' || arg === '--' || Object.hasOwn(OPTIONS, nameOf(arg));
}

function nameOf(arg: string): string {
  return arg.replace(/^-+/, '').replace(/=.*$/s, '');
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `evaluate cannot read its options: ${message.split('. ')[0]}; see aix evaluate --help`;
}

function chooseSplits(folds: string | undefined, holdout: string | undefined): EvaluateRequest['splits'] {
  if (folds !== undefined) return { kind: 'folds', file: folds };
  return holdout === undefined ? undefined : { kind: 'holdout', file: holdout };
}

function splitList(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
}

function refuse(message: string): InputError {
  return new InputError('ERR_INPUT_INVALID', message);
}
