/**
 * `blocks`: scoring, writing or the cards do not work until it is mended. `warns`: they do, but somebody should look. `hint`: what
 * would make scores better.
 */
export const LEVELS = ['blocks', 'warns', 'hint'] as const;
export type Level = (typeof LEVELS)[number];

/** Something that is missing. Its sentences stand in `messages/findings.md` under its code, and under `<code>.remedy`. */
export interface Gap {
  level: Level;
  code: string;
  /** What the sentence and its remedy name, in order. */
  words: string[];
  remedyWords: string[];
}

/** A gap that blocks. */
export const blocks = gapOf('blocks');
/** A gap that somebody should look at. */
export const warns = gapOf('warns');
/** What would help. */
export const hint = gapOf('hint');

function gapOf(level: Level) {
  return (code: string, words: (string | number)[] = [], remedyWords: (string | number)[] = []): Gap => ({
    ...{ level, code },
    words: words.map(String),
    remedyWords: remedyWords.map(String),
  });
}

/** What blocks first. What the org's own certificate shows says more than the service's refusal of it. */
export function inOrder(gaps: readonly Gap[]): Gap[] {
  const isExplained = gaps.some(
    ({ code }) => code === 'unreadableCertificate' || code === 'endedCertificate',
  );
  const shown = gaps.filter(({ code }) => !(isExplained && code === 'refusedCertificate'));
  return LEVELS.flatMap(level => shown.filter(gap => gap.level === level));
}

/** Whether anything must be mended before all works. */
export function isBlocked(gaps: readonly { level: Level }[]): boolean {
  return gaps.some(({ level }) => level === 'blocks');
}

const MOST_NAMES = 5;

/** Some names of many: a list that a person can still read. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
