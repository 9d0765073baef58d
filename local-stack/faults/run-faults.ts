import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AixError, InputError } from '@aix/shared-scoring';
import { createDraw } from '../demo/leads/seeded-draw.ts';
import type { Fault, Verdict } from './fault.ts';
import { FAULTS } from './kinds/index.ts';
import { createGrounds, type Grounds } from './world/grounds.ts';

const HELP = `Does to the product what goes wrong in the world, and judges what is left.

  npm run faults                     the long form: hours
  npm run faults -- --short          every fault at least once: minutes
  npm run faults -- --only NAME      one of them; may be given several times
  npm run faults -- --seed 7         other moments and other events; the same seed draws the same
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
  faults: readonly Fault[];
}

function readArguments(args: string[]): Arguments | 'help' {
  const { help, short, json, seed, only } = parseWords(args);
  if (help) return 'help';
  if (!/^\d{1,9}$/.test(seed)) throw usageError(`--seed takes a whole number, got ${seed}`);
  for (const name of only ?? [])
    if (!FAULTS.some(fault => fault.name === name))
      throw usageError(`--only takes one of ${FAULTS.map(fault => fault.name).join(', ')}; got ${name}`);
  const faults = only ? FAULTS.filter(({ name }) => only.includes(name)) : FAULTS;
  return { isShort: short, json, seed: Number(seed), faults };
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

type Outcome = { name: string; passed: boolean } & Omit<Verdict, 'findings'>;

const NOTHING: Verdict = { runs: 0, acknowledged: 0, lost: 0, doubled: 0, wrong: 0, findings: [] };

/** A fault that could not be done has not passed. */
async function runFault(fault: Fault, { isShort, seed }: Arguments, grounds: Grounds): Promise<Outcome> {
  const { name, needs, runs } = fault;
  const report = (words: string) => process.stderr.write(`  ${name}: ${words}\n`);
  const place = await grounds.find(needs);
  if (typeof place === 'string') {
    report(`not run: ${place}`);
    return outcomeOf(name, NOTHING);
  }
  const draws = createDraw(seed, name);
  let drawn = 0;
  const order = {
    ...place,
    runs: runs[isShort ? 'short' : 'long'],
    isShort,
    report,
    draw: () => draws(drawn++),
  };
  const began = performance.now();
  const verdict = await fault.run(order).catch((error: Error) => ({
    ...NOTHING,
    wrong: 1,
    findings: [`it could not be done to its end: ${error.stack}`],
  }));
  for (const finding of verdict.findings) report(finding);
  const outcome = outcomeOf(name, verdict);
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  report(`${outcome.passed ? 'passed' : 'FAILED'} on ${place.ground.kind} in ${seconds} s`);
  return outcome;
}

function outcomeOf(name: string, { findings: _, ...verdict }: Verdict): Outcome {
  const { runs, lost, doubled, wrong } = verdict;
  return { name, ...verdict, passed: runs > 0 && lost + doubled + wrong === 0 };
}

function describeOutcome({ name, runs, passed, acknowledged, lost, doubled, wrong }: Outcome): string {
  const verdict = runs === 0 ? 'not run' : passed ? 'passed' : 'FAILED';
  const counts = `${runs} runs, ${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled, ${wrong} wrong`;
  return `${verdict.padEnd(8)} ${name.padEnd(30)} ${counts}`;
}

async function run(request: Arguments): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'aix-faults-'));
  const grounds = createGrounds(directory, process.env.DATABASE_URL);
  const clean = async () => {
    await grounds.close();
    rmSync(directory, { recursive: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void clean().finally(() => process.exit(1)));
  const outcomes: Outcome[] = [];
  try {
    for (const fault of request.faults) outcomes.push(await runFault(fault, request, grounds));
  } finally {
    await clean();
  }
  const lines = request.json ? [JSON.stringify({ faults: outcomes })] : outcomes.map(describeOutcome);
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = outcomes.some(({ runs, passed }) => runs > 0 && !passed) ? 1 : 0;
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
