import type { ReplayProgress } from './live.ts';
import { ask, find, pause, post, write } from './page.ts';

const LOOK_EVERY_MS = 500;
const number = new Intl.NumberFormat('en');

/** Buttons and progress of a replayed day; one that is under way elsewhere is shown, too. */
export function watchReplay(): void {
  find('[data-replay]').addEventListener('click', async () => {
    await post('/live/replay');
    await follow();
  });
  find('[data-replay-stop]').addEventListener('click', async () => {
    await post('/live/replay-stop');
  });
  void follow();
}

let isFollowing = false;
async function follow(): Promise<void> {
  if (isFollowing) return;
  isFollowing = true;
  for (let isGoing = true; isGoing; await pause(isGoing ? LOOK_EVERY_MS : 0)) {
    const progress = await ask<ReplayProgress | null>('/live/replay').catch(() => null);
    isGoing = progress?.phase === 'running' || progress?.phase === 'settling';
    if (progress) showProgress(progress);
  }
  isFollowing = false;
}

function showProgress(progress: ReplayProgress): void {
  const { phase, clock, sent, total } = progress;
  const isRunning = phase === 'running';
  const [start, stop] = [find('[data-replay]'), find('[data-replay-stop]')];
  if (stop === document.activeElement && !isRunning) start.focus();
  start.toggleAttribute('disabled', isRunning || phase === 'settling');
  stop.hidden = !isRunning;
  find('[data-replay-shown]').hidden = false;
  (find('[data-replay-bar]') as HTMLProgressElement).value = sent / total;
  write(
    find('[data-replay-clock]'),
    `${clock}: ${number.format(sent)} of ${number.format(total)} events told`,
  );
  const rows = Object.entries(countsOf(progress)).map(([label, value]) => {
    const [row, term, count] = ['div', 'dt', 'dd'].map(name => document.createElement(name));
    term!.textContent = label;
    count!.textContent = value;
    row!.append(term!, count!);
    return row!;
  });
  find('[data-replay-counts]').replaceChildren(...rows);
  write(find('[data-replay-status]'), wordsOf(progress));
}

function countsOf({ repeats, moved, risen, fallen, written }: ReplayProgress): Record<string, string> {
  return {
    'Sent again, counted once': number.format(repeats),
    'Scores that changed': number.format(moved),
    'Thresholds passed': `${number.format(risen)} up, ${number.format(fallen)} down`,
    ...Object.fromEntries(
      Object.entries(written).map(([crm, records]) => [`${crm} records written`, number.format(records)]),
    ),
  };
}

function wordsOf({ phase, problem }: ReplayProgress): string {
  return {
    running: 'The day goes by …',
    settling: 'All is told; the last scores are on their way …',
    done: 'The day is over, and every score is on its records.',
    stopped: 'You stopped the day; what was told is scored and written.',
    failed: `The day was broken off: ${problem ?? ''}`,
  }[phase];
}
