import { spawnSync } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { LearnerAnswer, LearnerTask } from './learner.ts';

/*
 * The learner: a process of its own, whose other side is `learner.ts`. It never outlives whoever started it.
 */

process.on('disconnect', () => process.exit());
stepBack();
// Loaded after that: it takes a fifth of a second of a processor.
const loaded = Promise.all([import('./train-from-table.ts'), import('./learn-from-outcomes.ts')]);
process.on('message', async (task: LearnerTask) => {
  const answer: LearnerAnswer = await perform(task).then(
    result => ({ result }),
    error => ({ problem: String(error) }),
  );
  process.send?.(answer);
});

/**
 * Lets all threads of this process work only when nobody else wants to: nobody waits for a training, but for a card. Linux places other
 * threads beside one of low priority as if its processor were taken, but not beside an idle one; without `chrt` it stays so.
 */
function stepBack(): void {
  setPriority(constants.priority.PRIORITY_LOW);
  if (process.platform === 'linux')
    spawnSync('chrt', ['--all-tasks', '--idle', '--pid', '0', String(process.pid)], { stdio: 'ignore' });
}

async function perform(task: LearnerTask): Promise<unknown> {
  const [{ train }, { learnFromOutcomes }] = await loaded;
  return task.name === 'train' ? train(task.request) : learnFromOutcomes(task.request);
}
