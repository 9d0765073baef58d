import { problemContent, problemOf } from 'c/scoringProblem';
import { randomKey } from 'c/scoringTexts';
import { LightningElement } from 'lwc';

/** What every step of the setup assistant has: one wish at a time, what is said of it, and the key of its tries. */
export default class SetupStep extends LightningElement {
  isBusy = false;
  /** What is said of the last wish; null before the first. */
  said: string | null = null;
  /** Of the wish under way, and of every further try of it. */
  key = randomKey();

  /** Does what was asked for; `done` is said then. When it fails, the step stays as it is and says why. */
  async do(act: () => Promise<unknown>, done: string | null = null): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.said = null;
    try {
      await act();
      this.said = done;
      this.key = randomKey();
    } catch (error) {
      this.said = wordsOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  /** Looks at what stands, without a word unless it fails: what was said of the last wish stays. */
  async look(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.said = wordsOf(error);
    }
  }
}

function wordsOf(error: unknown): string {
  return problemContent(problemOf(error), { isAdmin: true, savedTime: null }).text;
}
