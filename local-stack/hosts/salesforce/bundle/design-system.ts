import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

/** The style sheet of the Lightning Design System 2, which pages of the platform have. */
export function designSystemStyles(): string {
  const folder = join(nodeModulesWith('@salesforce-ux/design-system-2'), '@salesforce-ux/design-system-2');
  return readFileSync(join(folder, 'dist/css/bundled/slds2.cosmos.css'), 'utf8');
}

/** The `node_modules` folder in which a package was installed. */
export function nodeModulesWith(packageName: string): string {
  const found = resolve(`${packageName}/package.json`);
  return dirname(found).slice(0, -packageName.length);
}
