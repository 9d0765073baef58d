import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError, type LeakSuspect, modelCard, trainModel } from '@aix/shared-scoring';
import type { EvaluateRequest } from './parse-arguments.ts';
import type { CsvLeads } from './read-leads.ts';

/**
 * Trains on all leads and writes the model's card, as Markdown.
 * @throws InputError ERR_INPUT_INVALID when the file cannot be written
 */
export async function writeModelCard(
  path: string,
  { file, target, positive }: EvaluateRequest,
  { leads, suspects, seed }: { leads: CsvLeads; suspects: readonly LeakSuspect[]; seed: number },
): Promise<void> {
  const { table, labels, times } = leads;
  const model = trainModel({
    ...{ table, labels, seed, leakSuspects: suspects },
    ...(times && { times: times.values }),
    facts: { file: basename(file), target, positive },
  });
  const sayTime =
    times?.kind === 'dates' ? (time: number) => new Date(time).toISOString().slice(0, 10) : undefined;
  try {
    await writeFile(path, modelCard(model, sayTime));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const message = `the model card cannot be written to ${JSON.stringify(path)} (${code}); name a file in a directory that exists`;
    throw new InputError('ERR_INPUT_INVALID', message, { cause });
  }
}
