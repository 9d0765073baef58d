import { spawn } from 'node:child_process';

/** How a command ended, and what it printed. */
export interface CommandResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd: string;
  env?: Readonly<Record<string, string | undefined>>;
  /** Comes in on standard input; nothing does unless it is given. */
  input?: string;
  /** Shows what is printed as it comes. */
  onOutput?: (text: string) => void;
}

/** Runs a command to its end; a failing one is a result, not an error. @throws Error when it cannot be started */
export function runCommand(
  command: string,
  parameters: readonly string[],
  { cwd, env, input = '', onOutput = () => undefined }: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd, ...(env && { env }) });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
        onOutput(text);
      });
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', reject).on('close', status => resolve({ status, ...said }));
  });
}
