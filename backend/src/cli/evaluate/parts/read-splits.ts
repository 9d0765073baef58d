import { readFile } from 'node:fs/promises';
import { InputError } from '@aix/shared-scoring';

/**
 * The test rows of each part, from `{"folds":[[row,…],…]}` or `{"test":[row,…]}`; rows count from 0.
 * @throws InputError ERR_INPUT_INVALID when the file is not such a JSON, or a row is no whole number, out of range or named twice
 */
export async function readSplits(
  { kind, file }: { kind: 'folds' | 'holdout'; file: string },
  nRows: number,
): Promise<Int32Array[]> {
  const parts = kind === 'folds' ? await readKey(file, 'folds') : [await readKey(file, 'test')];
  if (!Array.isArray(parts) || parts.length === 0)
    throw refuse(file, '"folds" must be a list of lists of rows');
  const partOf = new Map<number, number>();
  return parts.map((rows: unknown, part) => {
    const name = kind === 'folds' ? `fold ${part + 1}` : '"test"';
    if (!Array.isArray(rows) || rows.length === 0)
      throw refuse(file, `${name} must be a list of at least one row`);
    for (const row of rows as unknown[]) requireRow(file, { row, name, nRows, part, partOf });
    if (rows.length === nRows)
      throw refuse(file, `${name} holds all ${nRows} rows and leaves none to learn from`);
    return Int32Array.from(rows as number[]).sort();
  });
}

interface RowCheck {
  row: unknown;
  name: string;
  nRows: number;
  part: number;
  partOf: Map<number, number>;
}

function requireRow(file: string, { row, name, nRows, part, partOf }: RowCheck): void {
  if (!Number.isInteger(row))
    throw refuse(file, `${name} holds ${JSON.stringify(row)}, which is no row number`);
  const index = row as number;
  if (index < 0 || index >= nRows) {
    throw refuse(file, `${name} holds row ${index}, but the rows go from 0 to ${nRows - 1}`);
  }
  const other = partOf.get(index);
  if (other === part) throw refuse(file, `${name} holds row ${index} twice`);
  if (other !== undefined)
    throw refuse(file, `row ${index} is in fold ${other + 1} and in fold ${part + 1}; a row is judged once`);
  partOf.set(index, part);
}

async function readKey(file: string, key: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new InputError('ERR_INPUT_INVALID', `there is no file ${JSON.stringify(file)}`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new InputError(
      'ERR_INPUT_INVALID',
      `${JSON.stringify(file)} is not JSON; it needs {"${key}":[…]}`,
      { cause },
    );
  }
  if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, key)) {
    throw refuse(file, `it needs the key "${key}"`);
  }
  return (parsed as Record<string, unknown>)[key];
}

function refuse(file: string, finding: string): InputError {
  return new InputError('ERR_INPUT_INVALID', `${JSON.stringify(file)} cannot be used: ${finding}`);
}
