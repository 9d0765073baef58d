import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AixError, InputError } from '@aix/shared-scoring';
import type { Fault } from './fault.ts';
import { FAULTS } from './kinds/index.ts';
import { describeOutcome, type Outcome } from './outcome.ts';
import { runFaults } from './run-fault.ts';
import { createGrounds } from './world/grounds.ts';

const HELP = `Does to the product what goes wrong in the world, and judges what is left.

  npm run faults                     the long form: half an hour
  npm run faults -- --short          every fault at least once: minutes
  npm run faults -- --only NAME      one of them; may be given several times
  npm run faults -- --seed 7         other moments and other events; the same seed draws the same
  npm run faults -- --into FILE      write each outcome into FILE as it ends; what has passed in there is not done again
  npm run faults -- --json           print one JSON object as the last line

Environment: DATABASE_URL (a PostgreSQL server on which databases named aix_faults_… are made and dropped; without it the
embedded database). Faults that kill PostgreSQL start a server of their own where one is installed.

Faults:
${FAULTS.map(({ name, about }) => `  ${name.padEnd(30)}${about}`).join('\n')}`;

const DEFAULT_SEED = 1;

interface Arguments {
  isShort: boolean;
  json: boolean;
  seed: number;
  /** Where outcomes are kept between runs. */
  into: string | undefined;
  faults: readonly Fault[];
}

function readArguments(args: string[]): Arguments | 'help' {
  const { help, short, json, seed, only, into } = parseWords(args);
  if (help) return 'help';
  if (!/^\d{1,9}$/.test(seed)) throw usageError(`--seed takes a whole number, got ${seed}`);
  for (const name of only ?? [])
    if (!FAULTS.some(fault => fault.name === name))
      throw usageError(`--only takes one of ${FAULTS.map(fault => fault.name).join(', ')}; got ${name}`);
  const faults = only ? FAULTS.filter(({ name }) => only.includes(name)) : FAULTS;
  return { isShort: short, json, seed: Number(seed), into, faults };
}

function parseWords(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        short: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        seed: { type: 'string', default: String(DEFAULT_SEED) },
        only: { type: 'string', multiple: true },
        into: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw usageError((error as Error).message);
  }
}

function usageError(message: string): InputError {
  return new InputError('ERR_INPUT_INVALID', `${message} (try npm run faults -- --help)`);
}

async function run(request: Arguments): Promise<void> {
  const known = request.into === undefined ? [] : readOutcomes(request.into);
  const left = request.faults.filter(({ name }) => !known.some(each => each.name === name && each.passed));
  const outcomes = new Map(known.map(outcome => [outcome.name, outcome]));
  if (left.length > 0)
    for await (const outcome of runOnGrounds(left, request)) {
      outcomes.set(outcome.name, outcome);
      if (request.into !== undefined) appendFileSync(request.into, `${JSON.stringify(outcome)}\n`);
    }
  const inOrder = request.faults.flatMap(({ name }) => outcomes.get(name) ?? []);
  const lines = request.json ? [JSON.stringify({ faults: inOrder })] : inOrder.map(describeOutcome);
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = inOrder.every(({ passed }) => passed) ? 0 : 1;
}

async function* runOnGrounds(faults: readonly Fault[], { isShort, seed }: Arguments) {
  const directory = mkdtempSync(join(tmpdir(), 'aix-faults-'));
  const grounds = await createGrounds(directory, process.env.DATABASE_URL, faults);
  const clean = async () => {
    await grounds.close();
    rmSync(directory, { recursive: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void clean().finally(() => process.exit(1)));
  try {
    // The load of the long form wants the machine for itself.
    yield* runFaults(faults, { isShort, seed, sideBySide: isShort }, grounds);
  } finally {
    await clean();
  }
}

/** What earlier runs wrote, a line each; none while there is no such file. */
function readOutcomes(path: string): Outcome[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map(line => JSON.parse(line) as Outcome);
}

try {
  const request = readArguments(process.argv.slice(2));
  if (request === 'help') process.stdout.write(`${HELP}\n`);
  else await run(request);
} catch (error) {
  const words = error instanceof AixError ? `npm run faults: ${error.message}` : (error as Error).stack;
  process.stderr.write(`${words}\n`);
  process.exit(error instanceof InputError ? 2 : 1);
}
