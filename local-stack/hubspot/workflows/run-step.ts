import { randomUUID } from 'node:crypto';
import { findLive } from '../objects/object-input.ts';
import type { ObjectType } from '../objects/object-type.ts';
import { updateRecord } from '../objects/update-object.ts';
import { commitEdits } from '../portal/commit.ts';
import type { Portal } from '../portal/portal.ts';
import { checkValue } from '../properties/property-value.ts';
import type { DueWork } from '../timing/due-work.ts';
import type { ActionAnswer } from './call-action.ts';
import type { StepRun } from './workflow.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Retries begin after a minute, their pauses grow to eight hours, for three days in all (custom actions guide). */
const LONGEST_PAUSE_MS = 8 * HOUR_MS;
const LONGEST_RETRYING_MS = 72 * HOUR_MS;
/** A blocked action expires after a week unless it says otherwise (custom actions guide). */
const DEFAULT_EXPIRATION_MS = 7 * 24 * HOUR_MS;

/** An action's run, of which an app may say how it ended. */
export interface Callback {
  clientId: string;
  /** Only while this is `BLOCKED` somebody waits. */
  run: StepRun;
  complete(outputFields: Record<string, unknown>): void;
}

export interface StepWorld {
  due: DueWork;
  now(): number;
  /** By callback id. */
  callbacks: Map<string, Callback>;
}

/**
 * Calls an action until it has an end: a success, a failure, or a block that is completed or expires. In each case the
 * workflow goes on (for 4xx assumed).
 */
export function runAction(
  { due, now, callbacks }: StepWorld,
  run: StepRun,
  clientId: string,
  call: (callbackId: string) => Promise<ActionAnswer>,
): Promise<void> {
  const callbackId = `ap-${randomUUID()}`;
  run.callbackId = callbackId;
  const beganAt = now();
  return new Promise(resolve => {
    let isOver = false;
    const end = (state: StepRun['state'], outputFields: Record<string, unknown> = {}) => {
      if (isOver) return;
      isOver = true;
      run.state = state;
      run.outputFields = outputFields;
      resolve();
    };
    const finish = (outputFields: Record<string, unknown>) =>
      end(outputFields.hs_execution_state === 'FAIL_CONTINUE' ? 'FAILED' : 'SUCCESS', outputFields);
    callbacks.set(callbackId, { clientId, run, complete: finish });

    const attempt = async (): Promise<void> => {
      run.attempts += 1;
      const answer = await call(callbackId);
      const { status, outputFields } = answer;
      if (status >= 200 && status < 300) {
        if (outputFields.hs_execution_state !== 'BLOCK') return finish(outputFields);
        run.state = 'BLOCKED';
        run.expiresAt = now() + durationMs(outputFields.hs_expiration_duration);
        due.add(run.expiresAt, async () => end('EXPIRED'));
        return;
      }
      const pauseMs = answer.retryAfterMs ?? Math.min(MINUTE_MS * 2 ** (run.attempts - 1), LONGEST_PAUSE_MS);
      const isPassing = status === 0 || status === 429 || status >= 500;
      if (!isPassing || now() + pauseMs > beganAt + LONGEST_RETRYING_MS) return end('FAILED');
      due.add(now() + pauseMs, attempt);
    };
    due.add(now(), attempt);
  });
}

/** An ISO 8601 duration of weeks, days, hours, minutes and seconds; anything else is the default (assumed). */
export function durationMs(text: unknown): number {
  const parts = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(String(text ?? ''));
  if (parts === null) return DEFAULT_EXPIRATION_MS;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map(each => Number(each ?? 0));
  return ((weeks * 7 + days) * 24 + hours) * HOUR_MS + minutes * MINUTE_MS + seconds * 1000;
}

/** Sets a property in a workflow's name; a record that is gone and a value that does not fit fail the step. */
export function runSetProperty(
  portal: Portal,
  { type, objectId, now }: { type: ObjectType; objectId: string; now: number },
  run: StepRun,
  { name, value }: { name: string; value: string },
  workflowId: number,
): void {
  const before = findLive(portal, type, objectId);
  const isValid = checkValue(portal.table(type).properties.get(name), name, value) === undefined;
  run.state = before === undefined || !isValid ? 'FAILED' : 'SUCCESS';
  if (before === undefined || !isValid) return;
  const after = updateRecord(portal, type, before, { [name]: value }, now);
  const actor = { source: 'AUTOMATION_PLATFORM', sourceId: `workflowId:${workflowId}` };
  commitEdits(portal, [{ type, before, after }], actor, now);
}
