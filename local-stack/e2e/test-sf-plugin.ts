import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PLUGIN, REAL_CLI } from './command-line.ts';
import { installFolder } from './install-folder.ts';
import { runCommand } from './run-command.ts';

const PROOF = join(import.meta.dirname, '..', '..', 'docs', 'proofs', 'salesforce-cli.md');
const HEADING = '## Our own commands: `sf aix`';

/**
 * `npm run test:sf-plugin`: builds the plug-in for Salesforce's command line and runs its tests. `--real-cli` runs every command
 * with that command line itself, against the org's stand-in and a running service; `--record` writes down what it said.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'real-cli': { type: 'boolean', default: false }, record: { type: 'boolean', default: false } },
  });
  await installFolder(PLUGIN, 'what the plug-in needs');
  rmSync(join(PLUGIN, 'lib'), { recursive: true, force: true });
  await inPlugin('tsc');
  await inPlugin('tsc', '-p', 'test');
  await inPlugin('mocha');
  if (!values['real-cli'] && !values.record) return;
  await installFolder(REAL_CLI, 'Salesforce’s own command line (about 300 MB)');
  const { runSfCommands } = await import('./sf-commands.ts');
  const { transcript, version } = await runSfCommands();
  process.stdout.write(`\n${transcript}\nEvery command did as it should, with @salesforce/cli ${version}\n`);
  if (values.record) record(transcript, version);
}

async function inPlugin(command: string, ...parameters: string[]): Promise<void> {
  const path = join(PLUGIN, 'node_modules', '.bin', command);
  const onOutput = (text: string) => void process.stdout.write(text);
  const { status } = await runCommand(path, parameters, { cwd: PLUGIN, onOutput });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')} in ${PLUGIN} ended with ${status}`);
}

/** Puts what was said into the proof, in place of what an earlier run said. */
function record(transcript: string, version: string): void {
  const text = readFileSync(PROOF, 'utf8');
  const before = text.split(`${HEADING}\n`)[0] ?? text;
  const after =
    text
      .split(`${HEADING}\n`)[1]
      ?.split(/^(?=## )/m)
      .slice(1)
      .join('') ?? '';
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date());
  const section = `${HEADING}

Run on ${day} by \`npm run test:sf-plugin -- --record\`, which wrote this section: @salesforce/cli ${version}, Node ${process.versions.node}, the demo
bank with 2,000 leads. It fails unless each command ends with the exit code shown and with the right result, and if the session's
token is printed or left in a file.

\`\`\`
${transcript.trimEnd()}
\`\`\`

`;
  writeFileSync(PROOF, before + section + after);
}

await main();
