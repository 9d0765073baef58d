import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import lwc from '@lwc/rollup-plugin';
import { rollup } from 'rollup';
import { nodeModulesWith } from './design-system.ts';
import { buildConstants, platformModules } from './platform-modules.ts';

/** What to bundle. */
export interface ComponentSource {
  /** The folder of the components' folders, in plain JavaScript. They are the namespace `c`. */
  components: string;
  /** The page's own script, which imports `lwc` and `c/…`. */
  main: string;
}

/**
 * The components as they are, with the real base components and the engine, as one script for a browser. What the platform
 * would give comes from `globalThis.platform`. Takes some seconds of the processor.
 */
export async function bundleComponents({ components, main }: ComponentSource): Promise<string> {
  // Modules of npm are looked up from where the importer lies.
  const parent = join(nodeModulesWith('lightning-base-components'), '.cache');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'components-'));
  try {
    const input = join(folder, 'main.js');
    writeFileSync(input, `import '@lwc/synthetic-shadow';\n${main}`);
    cpSync(components, join(folder, 'modules', 'c'), { recursive: true });
    return await bundle(input, folder);
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
  await bundled.close();
  return output[0].code;
}
