import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import lwc from '@lwc/rollup-plugin';
import { rollup } from 'rollup';
import { buildConstants, platformModules } from './platform-modules.ts';

const CHECKS = join(import.meta.dirname, '..');
const { resolve } = createRequire(import.meta.url);

const MAIN = `
  import '@lwc/synthetic-shadow';
  import { createElement } from 'lwc';
  import ScoreCard from 'c/scoreCard';
  const card = createElement('c-score-card', { is: ScoreCard });
  card.recordId = '00Q000000000001AAA';
  document.querySelector('main').append(card);
`;

/**
 * The built card with the real base components as one page, styled by the Lightning Design System 2. What the platform
 * would give comes from `globalThis.scene`. Takes some seconds.
 * @returns the page's HTML
 */
export async function bundleCard(build: string): Promise<string> {
  // Inside of the checks, because modules of npm are looked up from where the importer lies.
  const folder = mkdtempSync(join(CHECKS, 'node_modules', '.card-'));
  try {
    const input = join(folder, 'main.js');
    writeFileSync(input, MAIN);
    mkdirSync(join(folder, 'modules'));
    cpSync(join(build, 'force-app/main/default/lwc'), join(folder, 'modules', 'c'), { recursive: true });
    return pageOf(await bundle(input, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bundle(input: string, folder: string): Promise<string> {
  const bundled = await rollup({
    input,
    // The base components name each other in circles.
    onwarn: () => undefined,
    plugins: [
      platformModules(),
      lwc({ rootDir: folder, modules: [{ dir: 'modules' }, { npm: 'lightning-base-components' }] }),
      buildConstants(),
    ],
  });
  const { output } = await bundled.generate({ format: 'iife', name: 'page', inlineDynamicImports: true });
  return output[0].code;
}

function pageOf(script: string): string {
  const styles = readFileSync(
    join(
      dirname(resolve('@salesforce-ux/design-system-2/package.json')),
      'dist/css/bundled/slds2.cosmos.css',
    ),
    'utf8',
  );
  const title = '<meta charset="utf-8"><title>Card</title>';
  const page = `<style>${styles}</style><style>body { margin: 0; padding: 16px; } </style>`;
  const code = script.replaceAll('</script', '<\\\\/script');
  return `<!doctype html><html lang="en"><head>${title}${page}</head><body class="slds-scope"><main></main><script>${code}</script></body></html>`;
}
