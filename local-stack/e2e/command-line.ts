import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type CommandResult, runCommand } from './run-command.ts';

const ROOT = join(import.meta.dirname, '..', '..');
export const PLUGIN = join(ROOT, 'sfdx-project', 'sf-plugin');
export const REAL_CLI = join(PLUGIN, 'real-cli');
const SF = join(REAL_CLI, 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');

/** How one `sf` command is run. */
export interface SfRun {
  /** The exit code that it must have; 0 unless said otherwise. */
  exits?: number;
  env?: Record<string, string>;
  input?: string;
  onOutput?: (text: string) => void;
}

/** Salesforce's own command line with a home of its own, and all that it was told and said. */
export interface CommandLine {
  home: string;
  version: string;
  /** @throws AssertionError when it ends otherwise than it should, or prints one of the secrets */
  run(words: string, run?: SfRun): Promise<CommandResult>;
  /** Runs it with `--json`. */
  json<T>(words: string, run?: SfRun): Promise<T>;
  transcript(): string;
  remove(): void;
}

/** @param secrets what it must never print */
export function openCommandLine(secrets: readonly string[], env: Record<string, string>): CommandLine {
  const home = mkdtempSync(join(tmpdir(), 'sf-home-'));
  const quiet = {
    SF_DISABLE_TELEMETRY: 'true',
    SF_AUTOUPDATE_DISABLE: 'true',
    SF_SKIP_NEW_VERSION_CHECK: 'true',
    OCLIF_DISABLE_LINKED_ESM_WARNING: 'true',
  };
  const standing = {
    PATH: `${join(REAL_CLI, 'node_modules', '.bin')}:${process.env.PATH}`,
    HOME: home,
    ...quiet,
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    ...env,
  };
  const told: string[] = [];
  const run: CommandLine['run'] = async (words, { exits = 0, env: more, ...options } = {}) => {
    const settings = { cwd: home, env: { ...standing, ...more }, ...options };
    const result = await runCommand(process.execPath, [SF, ...splitWords(words)], settings);
    const said = result.stdout + result.stderr;
    for (const secret of secrets) assert.ok(!said.includes(secret), `sf ${words} printed a secret`);
    assert.equal(result.status, exits, `sf ${words} ended with ${result.status}:\n${said}`);
    told.push(describe(words, { said, exits, env: more, home }));
    return result;
  };
  return {
    home,
    version: JSON.parse(readFileSync(join(REAL_CLI, 'package.json'), 'utf8')).dependencies['@salesforce/cli'],
    run,
    async json<T>(words: string, options?: SfRun) {
      const { stdout } = await run(`${words} --json`, options);
      return (JSON.parse(stdout) as { result: T }).result;
    },
    transcript: () => told.join('\n'),
    remove: () => rmSync(home, { recursive: true }),
  };
}

interface Told {
  said: string;
  exits: number;
  env?: Record<string, string> | undefined;
  home: string;
}

/** Most lines of an answer that are worth reading in a proof. */
const MOST_LINES = 20;

function describe(words: string, { said, exits, env = {}, home }: Told): string {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value} `);
  const lines = stripVTControlCharacters(said)
    .trimEnd()
    .split('\n')
    .filter(line => !line.startsWith('  "stack"'));
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '…'] : lines;
  const typed = `$ ${settings.join('')}sf ${words}${exits === 0 ? '' : `      (exit code ${exits})`}`;
  return [typed, ...shown, '']
    .map(line => line.trimEnd().replaceAll(home, '~').replaceAll(`${ROOT}/`, '').replace(CLIENT_ID, '3MVG9…'))
    .join('\n');
}

/** Drawn anew at each start. */
const CLIENT_ID = /3MVG9\.\S+/;

/** Words between spaces; a text in double quotes is one. */
function splitWords(words: string): string[] {
  return [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
