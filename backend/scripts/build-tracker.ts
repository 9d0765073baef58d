import { build } from 'esbuild';

const ROOT = new URL('../tracker/', import.meta.url);

/** The script that customers' sites load, from its sources: the same text each time. */
export async function buildTracker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL('tracker.ts', ROOT).pathname],
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome91', 'firefox90', 'safari15'],
    write: false,
    legalComments: 'none',
    // Chromium then compiles everything while the script arrives, beside the page's main thread, instead of on it at each first call.
    banner: { js: '//# allFunctionsCalledOnLoad' },
    // Nothing here needs the words "use strict", which esbuild takes from tsconfig.json.
    tsconfigRaw: {},
  });
  return outputFiles[0]!.text;
}
