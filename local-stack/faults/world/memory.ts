import { readFileSync } from 'node:fs';

/** What a process holds in memory now, in MB, without the processes that it started; null once it has ended, and on systems other than Linux. */
export function residentMb(pid: number): number | null {
  const kb = /VmRSS:\s+(\d+) kB/.exec(readProc(pid, 'status'))?.[1];
  return kb === undefined ? null : Number(kb) / 1024;
}

/** What the processes that it started hold, together, in MB. */
export function childrenMb(pid: number): number {
  const children = readProc(pid, `task/${pid}/children`).split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + (residentMb(Number(child)) ?? 0), 0);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
