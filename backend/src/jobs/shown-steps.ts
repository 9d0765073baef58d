import type { Context } from '../use-cases/context.ts';
import { noteShown } from '../use-cases/next-step/note-shown.ts';
import { createWorkLoop } from './work-loop.ts';

/** Keeps which steps cards showed. */
export interface ShownSteps {
  /** Remembers that a card showed a step. Of the steps that are not written yet, only the first time counts. */
  note(tenantId: string, stepId: string, shownAt: Date): void;
  /** Writes what was noted. */
  close(): Promise<void>;
}

const WRITE_EVERY_MS = 1_000;
/** Of more steps it is not noted that they were shown, until their next card. Some 2 MB. */
const MOST_WAITING = 10_000;

/**
 * Writes once a second which steps were shown, one statement for each tenant, so that a person who looks at a card does not wait for it and
 * a busy database is asked once instead of once a card.
 */
export function createShownSteps(
  context: Pick<Context, 'database'>,
  onError: (error: unknown) => void,
): ShownSteps {
  const waiting = new Map<string, { tenantId: string; stepId: string; shownAt: Date }>();
  const write = async () => {
    for (const [tenantId, steps] of Map.groupBy(waiting.values(), step => step.tenantId))
      try {
        const left = await noteShown(context, tenantId, steps);
        for (const { stepId } of steps) if (!left.has(stepId)) waiting.delete(stepId);
      } catch (error) {
        // They stay for the next time; one tenant's trouble must not keep the others waiting.
        onError(error);
      }
    return undefined;
  };
  const loop = createWorkLoop({ work: write, pollMs: WRITE_EVERY_MS, onError });

  return {
    note(tenantId, stepId, shownAt) {
      if (waiting.size < MOST_WAITING && !waiting.has(stepId))
        waiting.set(stepId, { tenantId, stepId, shownAt });
    },
    async close() {
      await loop.close();
      await write();
    },
  };
}
