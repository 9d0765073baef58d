import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipRepeatably, splitBankData } from '../../demo/split-bank-data.ts';
import { createTemporaryDemo, hashOf, readDataRows, withOutcomes } from './demo-fixture.ts';

/** Where every source file of the product lies. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAY_NAME_THE_TRUTH = ['local-stack/demo/split-bank-data.ts', 'local-stack/demo/summarize-outcome.ts'];

describe('the held-out truth', () => {
  const truth = readDataRows('held-out-truth.csv.gz');
  const flipped = truth.map(({ row, y }) => ({ row, y: y === 'yes' ? 'no' : 'yes' }));
  let expected: string;

  before(async () => {
    const demo = await createTemporaryDemo();
    expected = hashOf(demo.directory);
    demo.remove();
  });

  it('leaves no trace in the org and the portal: with every outcome flipped they are the same bytes', async () => {
    const { leads } = splitBankData(withOutcomes(flipped));
    assert.equal(await hashOfDemo(leads), expected);
  });

  it('is not used even where it lies open in the leads file', async () => {
    assert.equal(await hashOfDemo(withOutcomes(flipped)), expected);
  });

  it('is named by no source file but the one that splits it off and the one that reads it', () => {
    const sources = globSync('**/*.{ts,tsx,js,mjs,cjs,json,sql,cls}', {
      cwd: ROOT,
      exclude: path => /(^|\/)(node_modules|test|\.git)$/.test(path),
    }).filter(path => readFileSync(join(ROOT, path), 'utf8').includes('held-out-truth'));
    assert.deepEqual(sources.sort(), MAY_NAME_THE_TRUTH);
  });
});

async function hashOfDemo(leads: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'truth-'));
  const leadsFile = join(directory, 'leads.csv.gz');
  writeFileSync(leadsFile, gzipRepeatably(leads));
  const demo = await createTemporaryDemo({ leadsFile });
  const hash = hashOf(demo.directory);
  demo.remove();
  rmSync(directory, { recursive: true });
  return hash;
}
