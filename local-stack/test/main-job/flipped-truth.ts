import { join } from 'node:path';
import { rewriteRows } from '../../demo/planted-leads.ts';

/** The held-out truth with every outcome turned round, written into `directory`; returns its path. */
export function flipTruth(directory: string): string {
  return rewriteRows('held-out-truth.csv.gz', join(directory, 'flipped-truth.csv.gz'), rows => {
    for (const row of rows) row.y = row.y === 'yes' ? 'no' : 'yes';
  });
}
