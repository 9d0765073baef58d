import { runAix } from '../../src/cli/run-aix.ts';

export interface Run {
  code: number;
  out: string;
  err: string;
}

/** Runs `aix ARGS` in this process and keeps what it writes. */
export async function aix(args: readonly string[], columns?: number): Promise<Run> {
  const written = { out: '', err: '' };
  const stdout = {
    write: (text: string) => {
      written.out += text;
    },
    ...(columns !== undefined && { columns }),
  };
  const stderr = {
    write: (text: string) => {
      written.err += text;
    },
  };
  const code = await runAix(args, { stdout, stderr });
  return { code, ...written };
}
