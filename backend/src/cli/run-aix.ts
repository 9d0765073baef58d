import { AixError, InputError } from '@aix/shared-scoring';
import { nearestName } from './nearest-name.ts';
import type { Terminal } from './terminal.ts';

/** A subcommand: does its work and resolves, to an exit code where there are several. Refusals are thrown as `InputError`. */
export type Command = (
  args: readonly string[],
  terminal: Terminal,
) => Promise<void> | Promise<number | undefined>;

interface CommandEntry {
  summary: string;
  /** Loaded only when asked for, so that `aix --help` is instant. */
  load(): Promise<Command>;
}

const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  evaluate: {
    summary: 'train and judge on a CSV export of leads',
    load: async () => (await import('./evaluate/evaluate.ts')).evaluate,
  },
  events: {
    summary: 'send events of the past to a running service',
    load: async () => (await import('./events/events.ts')).events,
  },
  audit: {
    summary: 'walk all receipts and find any that was altered',
    load: async () => (await import('./audit.ts')).audit,
  },
  outbox: {
    summary: 'list writes to the CRMs that wait or were given up, and retry them',
    load: async () => (await import('./outbox.ts')).outbox,
  },
};

const EXIT_DONE = 0;
const EXIT_FAILED = 1;
const EXIT_INPUT = 2;

/** Runs `aix ARGS` and resolves to its exit code: 0 done, 1 failed, 2 wrong input. */
export async function runAix(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') {
    terminal.stdout.write(helpText());
    return name === undefined ? EXIT_INPUT : EXIT_DONE;
  }
  try {
    const command = await findCommand(name).load();
    const code = await command(rest, terminal);
    return typeof code === 'number' ? code : EXIT_DONE;
  } catch (error) {
    terminal.stderr.write(`aix: ${explain(error)}\n`);
    return error instanceof InputError ? EXIT_INPUT : EXIT_FAILED;
  }
}

function findCommand(name: string): CommandEntry {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name]!;
  const nearest = nearestName(name, Object.keys(COMMANDS));
  const hint = nearest === undefined ? 'see aix --help' : `did you mean ${JSON.stringify(nearest)}?`;
  throw new InputError('ERR_INPUT_INVALID', `there is no command ${JSON.stringify(name)}; ${hint}`);
}

function helpText(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return [
    'Usage: aix COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...lines,
    '',
    'aix COMMAND --help says more.',
    '',
  ].join('\n');
}

/** One sentence for what was expected to go wrong; the stack for what was not. */
function explain(error: unknown): string {
  if (error instanceof AixError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
