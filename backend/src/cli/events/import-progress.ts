import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { ImportRequest } from './parse-arguments.ts';

const badRowSchema = z.object({ line: z.int().positive(), reason: z.string() });
const count = z.int().nonnegative();
const countsSchema = z.object({
  rows: count,
  stored: count,
  badRows: count,
  /** The first of the bad rows. */
  bad: z.array(badRowSchema),
});
const noteSchema = z.object({
  url: z.string(),
  size: z.number(),
  mtimeMs: z.number(),
  line: z.int().positive(),
  counts: countsSchema.optional(),
});

/** A row that was not stored, and why. */
export type BadRow = z.output<typeof badRowSchema>;
/** What became of the rows of a file. */
export type ImportCounts = z.output<typeof countsSchema>;

/** How far a file has been sent, kept beside it. */
export interface ImportProgress {
  /** The last line of which everything up to it is stored; 0 at the beginning. */
  readonly line: number;
  /** What became of the rows up to there. */
  readonly counts: ImportCounts;
  /** The note of an earlier run that is of no use, since it holds no counts; undefined where there is none. */
  readonly withoutCounts: string | undefined;
  /** Notes that everything up to a line is stored, or counted as bad. */
  reach(line: number, counts: ImportCounts): void;
  /** The whole file is stored. */
  end(): void;
}

/**
 * Finds out how far an earlier run came with this file and service. A file that has changed since begins anew, and so does one whose note
 * holds no counts: what is sent twice counts once.
 */
export function openProgress({ file, url, fresh }: ImportRequest): ImportProgress {
  const path = `${file}.aix-progress`;
  const { size, mtimeMs } = statSync(file);
  const of = { url, size, mtimeMs };
  if (fresh) rmSync(path, { force: true });
  const note = readNote(path);
  const isSame = note?.url === url && note.size === size && note.mtimeMs === mtimeMs;
  const { line = 0, counts } = isSame ? note : {};
  return {
    line: counts === undefined ? 0 : line,
    counts: counts ?? { rows: 0, stored: 0, badRows: 0, bad: [] },
    withoutCounts: line > 0 && counts === undefined ? path : undefined,
    reach(reached, { rows, stored, badRows, bad }) {
      const counted: ImportCounts = { rows, stored, badRows, bad };
      // Renamed when whole: a run that is killed in between must not leave half a note.
      writeFileSync(`${path}.partial`, JSON.stringify({ ...of, line: reached, counts: counted }));
      renameSync(`${path}.partial`, path);
    },
    end: () => rmSync(path, { force: true }),
  };
}

/** Undefined where there is no note, or none that can be read: the file is sent from its beginning. */
function readNote(path: string): z.output<typeof noteSchema> | undefined {
  try {
    return noteSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
