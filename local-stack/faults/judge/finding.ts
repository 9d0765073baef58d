import type { Query, Stage } from '../world/stage.ts';

/** What is judged: the database, and the CRMs' own folders. */
export interface Judged extends Pick<Stage, 'folders'> {
  query: Query;
}

/** What a judge found: how many, and a few of them in words. */
export interface Finding {
  count: number;
  examples: string[];
}

const MOST_EXAMPLES = 3;

/** Counts problems, and keeps the first few for people. */
export function findingOf(problems: readonly string[]): Finding {
  return { count: problems.length, examples: problems.slice(0, MOST_EXAMPLES) };
}
