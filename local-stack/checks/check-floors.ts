import { globSync, readFileSync } from 'node:fs';
import { findViolations } from './floors.ts';

/** `npm run check:floors`: the imports of all product code against the floors. Tests may import anything. */
const sources = ['shared-scoring/src', 'backend/src', 'backend/tracker', 'backend/scripts', 'local-stack'];
const paths = globSync(
  sources.map(folder => `${folder}/**/*.ts`),
  {
    exclude: path => /(^|\/)(node_modules|test)(\/|$)/.test(path),
  },
);
const violations = findViolations(new Map(paths.map(path => [path, readFileSync(path, 'utf8')])));
for (const { file, line, problem } of violations) console.error(`${file}:${line} ${problem}`);
if (violations.length > 0) process.exit(1);
console.log(`Floors: ${paths.length} files, all imports point down.`);
