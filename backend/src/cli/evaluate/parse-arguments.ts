import { parseArgs } from 'node:util';
import { FIELD_KINDS, type FieldKind, InputError } from '@aix/shared-scoring';
import { nearestName } from '../nearest-name.ts';

/** What `aix evaluate` was asked to do. */
export interface EvaluateRequest {
  file: string;
  target: string;
  positive: string;
  ignore: string[];
  categorical: string[];
  /** What columns hold, by name. */
  kinds: ReadonlyMap<string, FieldKind>;
  missing: string[];
  /** The column that tells when each lead came in. */
  created: string | undefined;
  /** Columns of times for the check for leaks. */
  leakTimes: LeakTimes | undefined;
  /** The column whose words group the leads that are judged apart. */
  slice: string | undefined;
  /** Where to write the model card. */
  modelCard: string | undefined;
  /** As typed: a column or `row`, `-` before it when the newest come first. */
  time: string | undefined;
  /** `rolling` when `time` is also to cut the leads into windows that are judged one after another. */
  cut: 'rolling' | undefined;
  splits: { kind: 'folds' | 'holdout'; file: string } | undefined;
  json: boolean;
}

export interface LeakTimes {
  /** The column that tells when each outcome was known. */
  outcome: string;
  /** By column, the column that tells when it was filled. */
  filled: ReadonlyMap<string, string>;
}

const OPTIONS = {
  target: { type: 'string' },
  positive: { type: 'string' },
  ignore: { type: 'string' },
  categorical: { type: 'string' },
  kind: { type: 'string', multiple: true },
  missing: { type: 'string', multiple: true },
  time: { type: 'string' },
  folds: { type: 'string' },
  holdout: { type: 'string' },
  rolling: { type: 'string' },
  created: { type: 'string' },
  'outcome-time': { type: 'string' },
  filled: { type: 'string', multiple: true },
  slice: { type: 'string' },
  'model-card': { type: 'string' },
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
    kinds: new Map(
      readPairs(values.kind, 'kind', 'COL=KIND').map(([name, kind]) => [name, requireKind(kind)]),
    ),
    missing: values.missing ?? [],
    created: values.created,
    leakTimes: readLeakTimes(values),
    slice: values.slice,
    modelCard: values['model-card'],
    time: values.rolling ?? values.time,
    cut: values.rolling === undefined ? undefined : 'rolling',
    splits: chooseSplits(values.folds, values.holdout),
    json: values.json ?? false,
  };
}

/** `COL=VALUE`, each column once; the last `=` parts them, since a column's name may hold one. */
function readPairs(
  texts: readonly string[] | undefined,
  option: 'kind' | 'filled',
  form: string,
): [column: string, value: string][] {
  const pairs = (texts ?? []).map((text): [string, string] => {
    const at = text.lastIndexOf('=');
    const [column, value] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
    if (column === '' || value === '') throw refuse(`--${option} takes ${form}, got ${JSON.stringify(text)}`);
    return [column, value];
  });
  const names = pairs.map(([column]) => column);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined)
    throw refuse(`evaluate takes one --${option} for each column, got two for ${JSON.stringify(twice)}`);
  return pairs;
}

function requireKind(word: string): FieldKind {
  const kind = FIELD_KINDS.find(each => each === word);
  if (kind !== undefined) return kind;
  const nearest = nearestName(word, FIELD_KINDS);
  const hint =
    nearest === undefined ? `the kinds are ${FIELD_KINDS.join(', ')}` : `did you mean "${nearest}"?`;
  throw refuse(`--kind knows no ${JSON.stringify(word)}; ${hint}`);
}

/** Neither says anything without the other. */
function readLeakTimes(values: {
  'outcome-time'?: string | undefined;
  filled?: string[] | undefined;
}): LeakTimes | undefined {
  const outcome = values['outcome-time'];
  const filled = new Map(readPairs(values.filled, 'filled', 'COL=TIMES'));
  if (outcome === undefined && filled.size === 0) return undefined;
  if (outcome === undefined)
    throw refuse('evaluate needs --outcome-time with --filled, to tell what was filled after the outcome');
  if (filled.size === 0)
    throw refuse('evaluate needs --filled with --outcome-time, to tell when columns were filled');
  return { outcome, filled };
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
