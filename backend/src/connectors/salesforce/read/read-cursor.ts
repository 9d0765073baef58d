import { InputError } from '@aix/shared-scoring';
import { z } from 'zod';

/** A place in the order of SystemModstamp, then Id. */
export interface ReadPosition {
  /** Epoch milliseconds. */
  modifiedAt: number;
  id: string;
}

/**
 * How far reading has come. A pass reads everything changed since a time, in the order of change:
 * - within a pass, `position` is the last row that is safe, and `passStartedAt` the org's clock when the pass began;
 * - between passes, `since` is where the next one begins.
 */
export type ReadCursor =
  | { since: number | null; passStartedAt: number; position: ReadPosition }
  | { since: number | null };

const time = z.number().int().nonnegative();
const cursorSchema = z.union([
  z.strictObject({
    since: time.nullable(),
    passStartedAt: time,
    position: z.strictObject({ modifiedAt: time, id: z.string().regex(/^[a-zA-Z0-9]{15,18}$/) }),
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
