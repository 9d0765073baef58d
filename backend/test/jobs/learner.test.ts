import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { DEFAULT_SIGNALS } from '@aix/shared-scoring';
import { createLearner, type Learner } from '../../src/jobs/learner.ts';
import type { SignalLearning } from '../../src/use-cases/context.ts';

const NOTHING_HAPPENED: SignalLearning = {
  ...{ leads: [], horizonDays: 90, learnedAt: new Date(0) },
  defaults: DEFAULT_SIGNALS,
};

describe('the learner’s process', () => {
  let learner: Learner;
  before(function () {
    if (process.platform !== 'linux') this.skip(); // Processes are found by the tools of Linux.
    learner = createLearner();
  });
  after(() => learner?.close());

  const run = (program: string, ...words: string[]) =>
    spawnSync(program, words, { encoding: 'utf8' }).stdout.trim();
  const children = () => run('pgrep', '-P', String(process.pid), '-f', 'learner-process');
  const theChild = (): number => {
    let found = '';
    while (found === '') found = children();
    return Number(found);
  };

  it('answers one task after the other', async () => {
    const [first, second] = await Promise.all([
      learner.learnSignals(NOTHING_HAPPENED),
      learner.learnSignals(NOTHING_HAPPENED),
    ]);
    assert.deepEqual(first, second);
    assert.equal(first.length, DEFAULT_SIGNALS.length);
  });

  it('works with all its threads only when nobody else wants to', () => {
    const policies = run('chrt', '--all-tasks', '--pid', String(theChild())).match(/SCHED_\w+/g);
    assert.deepEqual(new Set(policies), new Set(['SCHED_IDLE']));
  });

  it('is started again after it was killed, which the task that was under way tells', async () => {
    const before = theChild();
    const asked = learner.learnSignals(NOTHING_HAPPENED);
    process.kill(before, 'SIGKILL');
    await assert.rejects(asked, /the learner’s process ended/);
    assert.equal((await learner.learnSignals(NOTHING_HAPPENED)).length, DEFAULT_SIGNALS.length);
    assert.notEqual(theChild(), before);
  });

  it('ends when it is closed', async () => {
    await learner.close();
    while (children() !== '') await new Promise(setImmediate);
  });
});
