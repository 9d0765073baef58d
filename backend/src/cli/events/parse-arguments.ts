import { parseArgs } from 'node:util';
import { InputError } from '@aix/shared-scoring';

/** What `aix events` was asked to do. */
export interface ImportRequest {
  file: string;
  format: 'csv' | 'jsonl';
  /** Where the service answers, without a slash at the end. */
  url: string;
  fresh: boolean;
  json: boolean;
}

const DEFAULT_URL = 'http://localhost:4400';

export const EVENTS_HELP = `Usage: aix events import FILE.csv|FILE.jsonl[.gz] [OPTIONS]

Sends events of the past to a running service. The environment must hold a secret
write key in AIX_WRITE_KEY.

  --url URL   where the service answers (${DEFAULT_URL})
  --fresh     begin at the first row, although an earlier run stopped further on
  --json      print one JSON object as the last line
  --help      print this

A CSV has a header. The columns id, signal, at, email, emailSha256 and visitorId are
read as POST /v1/collect takes them; every other column becomes a property. A JSONL
file holds one event a line, as POST /v1/collect takes it. A row without an id gets
one made of what it holds, so that the same row counts once however often it comes.

A run that was stopped goes on where it was, by FILE.aix-progress beside the file. What
it counts, lists and exits with is of the whole file, the rows of earlier runs included.
Exit code 0: all rows are stored; 1: stopped, run it again; 2: the input must change;
3: all good rows are stored, and the bad ones were listed with their lines.
`;

const OPTIONS = {
  url: { type: 'string' },
  fresh: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the arguments after `aix events`; null when only help is wanted.
 * @throws InputError ERR_INPUT_INVALID naming what is unknown or missing
 */
export function parseArguments(args: readonly string[]): ImportRequest | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  const [action, file, ...further] = positionals;
  if (action !== 'import')
    throw refuse(`events can only import, got ${JSON.stringify(action ?? '')}; see aix events --help`);
  if (file === undefined) throw refuse('events import needs a file, such as events.csv');
  if (further.length > 0)
    throw refuse(`events import takes one file, got also ${JSON.stringify(further[0])}`);
  const format = /\.(csv|jsonl)(\.gz)?$/i.exec(file)?.[1]?.toLowerCase();
  if (format !== 'csv' && format !== 'jsonl')
    throw refuse(`events import reads .csv and .jsonl, also .gz of them, got ${JSON.stringify(file)}`);
  const url = (values.url ?? DEFAULT_URL).replace(/\/$/, '');
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw refuse(`--url must be an http address, got ${JSON.stringify(url)}`);
  return { file, format, url, fresh: values.fresh ?? false, json: values.json ?? false };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [problem] = (error as Error).message.split('. ');
    throw refuse(`events cannot read its options: ${problem}; see aix events --help`);
  }
}

function refuse(message: string): InputError {
  return new InputError('ERR_INPUT_INVALID', message);
}
