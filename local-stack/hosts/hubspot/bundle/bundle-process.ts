import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleApp } from './bundle-app.ts';

/** A process that bundles the app in the folder that it is given, and sends the scripts to its parent: HubSpot's bundler prints, and blocks. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'extensions-')));
try {
  const scripts = await bundleApp(process.argv[2] ?? '', folder);
  await new Promise(done => process.send?.(scripts, done));
} finally {
  rmSync(folder, { recursive: true });
}
process.disconnect?.();
