import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from '@aix/shared-scoring';
import { parse } from 'csv-parse';

/** One row of the bank's data: column to text. `y` is '' where the outcome is held out. */
export type BankRow = Readonly<Record<string, string>>;

/** All rows of the set, and how many of them, the oldest, carry their outcome. */
export const BANK_ROWS = 41_188;
export const CLOSED_ROWS = 32_950;

/** Which rows make a demo of `leadCount` leads: both parts thinned evenly, so that time order and mix stay. */
export interface ChosenRows {
  /** Row numbers in the file, counted from 0 and rising. */
  rows: readonly number[];
  /** The first so many are closed, the others open. */
  closedCount: number;
}

/**
 * Chooses the rows of a demo.
 * @throws RangeError unless `leadCount` is a whole number from 10 to 41,188
 */
export function chooseRows(leadCount: number = BANK_ROWS): ChosenRows {
  if (!Number.isInteger(leadCount) || leadCount < 10 || leadCount > BANK_ROWS) {
    throw new RangeError(`chooseRows requires 10 to ${BANK_ROWS} leads, got ${leadCount}`);
  }
  const closedCount = Math.round((leadCount * CLOSED_ROWS) / BANK_ROWS);
  const openCount = leadCount - closedCount;
  return {
    rows: [...everyNth(0, CLOSED_ROWS, closedCount), ...everyNth(CLOSED_ROWS, BANK_ROWS, openCount)],
    closedCount,
  };
}

/**
 * Streams the rows of a gzipped CSV file in file order.
 * @throws InputError when the file is no readable gzip or CSV
 */
export async function* readBankRows(file: string): AsyncGenerator<BankRow> {
  const parser = parse({ columns: true });
  const reading = pipeline(createReadStream(file), createGunzip(), parser);
  try {
    yield* parser as AsyncIterable<BankRow>;
    await reading;
  } catch (cause) {
    throw new InputError(
      'ERR_INPUT_INVALID',
      `readBankRows requires a gzipped CSV file at ${file}: check it out again or make it with split-bank-data.ts`,
      { cause },
    );
  } finally {
    parser.destroy();
    await reading.catch(() => undefined);
  }
}

function everyNth(start: number, end: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => start + Math.floor((index * (end - start)) / count));
}
