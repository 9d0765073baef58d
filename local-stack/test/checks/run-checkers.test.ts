import assert from 'node:assert/strict';
import { type Checker, faultText } from '../../checks/offline/checker.ts';
import { type Outcome, runCheckers } from '../../checks/offline/run-checkers.ts';

/** A project that is a single text, and a checker that finds one word in it. */
const finds = (word: string, planted: string): Checker<string> => ({
  name: `No ${word}`,
  check: text => (text.includes(word) ? [{ file: 'text', message: `${word} is there` }] : []),
  plants: [{ file: 'text', spoil: () => planted, expected: new RegExp(`${word} is there`) }],
});
const breaks: Checker<string> = {
  name: 'Breaks',
  check: () => Promise.reject(new Error('bundler says no')),
  plants: [{ file: 'text', spoil: () => 'x', expected: /x is there/ }],
};

async function run(checkers: Checker<string>[], prove: boolean): Promise<Outcome[]> {
  const checks = {
    checkers,
    project: 'good',
    plant: (plants: Checker<string>['plants']) => plants[0]?.spoil('') ?? '',
  };
  return runCheckers(checks, { prove, only: '' }, () => undefined);
}
const textsOf = (outcomes: Outcome[]) => outcomes.flatMap(({ faults }) => faults.map(faultText));

describe('runCheckers', () => {
  it('says what is wrong with the project', async () => {
    assert.deepEqual(textsOf(await run([finds('good', '')], false)), ['text good is there']);
  });

  it('sees every planted fault found', async () => {
    const [outcome] = await run([finds('bad', 'bad')], true);
    assert.deepEqual(outcome?.faults, []);
    assert.equal(outcome?.plantsFound, 1);
  });

  it('makes a planted fault that is missed a fault of its own', async () => {
    assert.deepEqual(textsOf(await run([finds('bad', 'fair')], true)), [
      'text this planted fault was not found: /bad is there/; found instead: nothing',
    ]);
  });

  it('makes a checker that breaks a fault, and lets the others end', async () => {
    const outcomes = await run([breaks, finds('good', 'good')], true);
    assert.deepEqual(textsOf(outcomes).sort(), [
      'Breaks this checker broke: Error: bundler says no',
      'text good is there',
      'text this planted fault was not found: /x is there/; found instead: Breaks this checker broke: Error: bundler says no',
    ]);
  });

  it('leaves out slow ones where it is to be fast', async () => {
    const slow = { ...finds('good', 'good'), isSlow: true as const };
    const checks = { checkers: [slow, finds('bad', 'bad')], project: 'good', plant: () => '' };
    const names = async (fast: boolean) =>
      (await runCheckers(checks, { prove: false, only: '', fast }, () => undefined)).map(
        each => each.checker,
      );
    assert.deepEqual(await names(true), ['No bad']);
    assert.deepEqual(await names(false), ['No good', 'No bad']);
  });

  it('throws for a name that no checker has', async () => {
    const checks = { checkers: [breaks], project: '', plant: () => '' };
    await assert.rejects(
      runCheckers(checks, { prove: false, only: 'grammar' }, () => undefined),
      /No checker is called grammar: Breaks/,
    );
  });
});
