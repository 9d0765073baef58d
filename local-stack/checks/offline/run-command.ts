import { spawn } from 'node:child_process';

/** How a command ended, and all that it printed. */
export interface CommandResult {
  status: number | null;
  output: string;
}

/** Runs a command to its end; a failing one is a result, not an error. @throws Error when it cannot be started */
export function runCommand(
  command: string,
  parameters: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.on('error', reject).on('close', status => resolve({ status, output }));
  });
}
