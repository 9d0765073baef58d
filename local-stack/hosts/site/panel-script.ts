import { join } from 'node:path';
import { build } from 'esbuild';

/** The script of all pages, as one text that runs before anything of a page is shown. */
export async function panelScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'browser', 'panel.ts')],
    ...{ bundle: true, format: 'iife', charset: 'utf8', write: false, tsconfigRaw: {} },
  });
  return outputFiles[0]!.text;
}
