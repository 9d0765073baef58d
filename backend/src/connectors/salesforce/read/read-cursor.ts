import { InputError } from '@aix/shared-scoring';
import { z } from 'zod';

/** A place in the order of change, then Id. */
export interface ReadPosition {
  /** Epoch milliseconds. */
  modifiedAt: number;
  id: string;
}

/** How far a bulk job's result has been read: `read` rows of the part that `locator` names; null is the first part. */
export interface JobPosition {
  id: string;
  locator: string | null;
  read: number;
}

/**
 * How far reading an object has come. A pass reads everything changed since a time:
 * - within a pass by queries, `position` is the last row that is safe, and `passStartedAt` the org's clock when it began;
 * - within a first pass by a bulk job, `job` is the place in its result;
 * - between passes, `since` is where the next one begins; null is before the first.
 */
export type ReadCursor =
  | { since: number | null; passStartedAt: number; position: ReadPosition }
  | { passStartedAt: number; job: JobPosition }
  | { since: number | null };

const time = z.number().int().nonnegative();
const id = z.string().regex(/^[a-zA-Z0-9]{15,18}$/);
const cursorSchema = z.union([
  z.strictObject({
    since: time.nullable(),
    passStartedAt: time,
    position: z.strictObject({ modifiedAt: time, id }),
  }),
  z.strictObject({
    passStartedAt: time,
    job: z.strictObject({ id, locator: z.string().max(500).nullable(), read: time }),
  }),
  z.strictObject({ since: time.nullable() }),
]);

/** @throws InputError ERR_INPUT_INVALID when the text is no cursor of this connector */
export function cursorFromText(text: string | undefined): ReadCursor {
  if (text === undefined) return { since: null };
  try {
    return cursorSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message =
      'The read cursor of the Salesforce connection is damaged: read its leads again from the start';
    throw new InputError('ERR_INPUT_INVALID', message, { cause });
  }
}

export function cursorToText(cursor: ReadCursor): string {
  return JSON.stringify(cursor);
}
