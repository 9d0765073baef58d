import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildPackage, PROJECT_PARTS } from '../scripts/build-package.ts';
import type { Plant, Project } from './checker.ts';

/**
 * A copy of the project with these faults in it, built, in an empty folder.
 * @throws Error for a plant that changes nothing: the text that it would spoil is gone
 */
export function plantFaults(source: string, plants: readonly Plant[], folder: string): Project {
  for (const name of PROJECT_PARTS) cpSync(join(source, name), join(folder, name), { recursive: true });
  for (const { file, spoil } of plants) {
    const path = join(folder, file);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const spoiled = spoil(text);
    if (spoiled === text) throw new Error(`The planted fault in ${file} changes nothing: mend the plant`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, spoiled);
  }
  return { source: folder, build: buildPackage(folder) };
}
