import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plant } from './checker.ts';

/** What is copied of a project, and the faults that are put into the copy. */
export interface FaultyCopy {
  source: string;
  /** Files and folders of the project, from `source`. */
  parts: readonly string[];
  plants: readonly Plant[];
  /** An empty one. */
  folder: string;
}

/**
 * Copies a project and puts the faults into the copy.
 * @throws Error for a plant that changes nothing: the text that it would spoil is gone
 */
export function copyWithFaults({ source, parts, plants, folder }: FaultyCopy): void {
  for (const name of parts) cpSync(join(source, name), join(folder, name), { recursive: true });
  for (const { file, spoil } of plants) {
    const path = join(folder, file);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const spoiled = spoil(text);
    if (spoiled === text) throw new Error(`The planted fault in ${file} changes nothing: mend the plant`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, spoiled);
  }
}
