const MOST_EDITS_SHARE = 0.5;

/**
 * The candidate that is most like a name that does not exist, case aside; undefined when none is near (over half of the name would
 * have to change).
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewest = Math.ceil(MOST_EDITS_SHARE * name.length) + 1;
  for (const candidate of candidates) {
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) [nearest, fewest] = [candidate, edits];
  }
  return nearest;
}

/** Insertions, deletions and replacements from one text to the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let at = 1; at <= to.length; at++) {
      const replaced = previous[at - 1]! + Number(from[row - 1] !== to[at - 1]);
      current.push(Math.min(replaced, previous[at]! + 1, current[at - 1]! + 1));
    }
    previous = current;
  }
  return previous[to.length]!;
}
