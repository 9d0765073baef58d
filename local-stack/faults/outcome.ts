import type { Verdict } from './fault.ts';

/** What a run tells of one fault. */
export type Outcome = { name: string; passed: boolean } & Omit<Verdict, 'findings'> & { seconds: number };

/** A fault that was not done at all has not passed. */
export function outcomeOf(name: string, { findings: _, ...verdict }: Verdict, seconds: number): Outcome {
  const { runs, lost, doubled, wrong } = verdict;
  return { name, ...verdict, passed: runs > 0 && lost + doubled + wrong === 0, seconds };
}

/** One line for people. */
export function describeOutcome({
  name,
  runs,
  passed,
  acknowledged,
  lost,
  doubled,
  wrong,
  seconds,
}: Outcome): string {
  const verdict = passed ? 'passed' : runs + wrong === 0 ? 'not run' : 'FAILED';
  const counts = `${runs} runs, ${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled, ${wrong} wrong`;
  return `${verdict.padEnd(8)} ${name.padEnd(30)} ${counts}, ${seconds} s`;
}
