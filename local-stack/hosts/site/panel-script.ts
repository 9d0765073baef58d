import { join } from 'node:path';
import { build } from 'esbuild';

/** The script of all pages, as one text: a page waits for it before it shows anything. */
export async function panelScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'browser', 'panel.ts')],
    ...{ bundle: true, format: 'esm', charset: 'utf8', write: false, tsconfigRaw: {} },
  });
  return outputFiles[0]!.text;
}
