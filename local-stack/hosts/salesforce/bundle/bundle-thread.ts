import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { buildPackage } from '../../../../sfdx-project/scripts/build-package.ts';
import { bundleComponents } from './bundle-components.ts';

/** The inside of a worker thread that bundles the package's components for a page; the outside is `component-script.ts`. */
const { main } = workerData as { main: string };
const folder = mkdtempSync(join(tmpdir(), 'package-'));
try {
  const build = buildPackage(undefined, join(folder, 'build'));
  const components = join(build, 'force-app', 'main', 'default', 'lwc');
  parentPort?.postMessage(await bundleComponents({ components, main }));
} finally {
  rmSync(folder, { recursive: true });
}
