import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Checker, faultText, type Plant } from '../../checks/offline/checker.ts';
import { copyWithFaults, type FaultyCopy } from '../../checks/offline/copy-with-faults.ts';
import { runCheckers } from '../../checks/offline/run-checkers.ts';

const PACKAGE = join(import.meta.dirname, '..', '..', '..', 'sfdx-project');

interface Project {
  source: string;
  build: string;
}

/** Modules of the package's own checks, which are compiled by themselves. */
const load = async <T>(path: string) => (await import(pathToFileURL(join(PACKAGE, path)).href)) as T;

/** The one checker of `npm run check:salesforce` that needs nothing installed: it runs with all other tests. */
describe('the Salesforce package', () => {
  const directory = mkdtempSync(join(tmpdir(), 'aix-package-'));
  after(() => rmSync(directory, { recursive: true }));

  it('names only what exists, gives users all they reach, and has a test for each call, as planted faults prove', async () => {
    const { crossReferences } = await load<{ crossReferences: Checker<Project> }>(
      'checks/checkers/cross-references/cross-references.ts',
    );
    const { buildPackage, PROJECT_PARTS } = await load<{
      buildPackage(source: string, build?: string): string;
      PROJECT_PARTS: FaultyCopy['parts'];
    }>('scripts/build-package.ts');
    const plant = (plants: readonly Plant[], folder: string): Project => {
      copyWithFaults({ source: PACKAGE, parts: PROJECT_PARTS, plants, folder });
      return { source: folder, build: buildPackage(folder) };
    };
    const checks = {
      checkers: [crossReferences],
      project: { source: PACKAGE, build: buildPackage(PACKAGE, join(directory, 'build')) },
      plant,
    };
    const [outcome] = await runCheckers(checks, { prove: true, only: '' }, () => undefined);
    assert.deepEqual(outcome?.faults.map(faultText), []);
    assert.ok((outcome?.plantsFound ?? 0) >= 10);
  });
});
