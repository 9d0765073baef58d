import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** How far a file has been sent, kept beside it. */
export interface ImportProgress {
  /** The last line of which everything up to it is stored; 0 at the beginning. */
  readonly line: number;
  /** Notes that everything up to a line is stored. */
  reach(line: number): void;
  /** The whole file is stored. */
  end(): void;
}

/**
 * Finds out how far an earlier run came with this file and service. A file that has changed since begins anew: what is sent twice
 * counts once.
 */
export function openProgress(file: string, url: string): ImportProgress {
  const path = `${file}.aix-progress`;
  const { size, mtimeMs } = statSync(file);
  const of = { url, size, mtimeMs };
  return {
    line: lineOf(path, of),
    reach(line) {
      // Renamed when whole: a run that is killed in between must not leave half a note.
      writeFileSync(`${path}.partial`, JSON.stringify({ ...of, line }));
      renameSync(`${path}.partial`, path);
    },
    end: () => rmSync(path, { force: true }),
  };
}

function lineOf(path: string, of: { url: string; size: number; mtimeMs: number }): number {
  try {
    const { line, ...noted } = JSON.parse(readFileSync(path, 'utf8'));
    const isSame = noted.url === of.url && noted.size === of.size && noted.mtimeMs === of.mtimeMs;
    return isSame && Number.isSafeInteger(line) && line > 0 ? line : 0;
  } catch {
    // No note, or one that cannot be read: the file is sent from its beginning.
    return 0;
  }
}
