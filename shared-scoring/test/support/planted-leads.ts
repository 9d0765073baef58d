import type { Table } from '../../src/features/table.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';

/** Made-up leads whose true log-odds are known. */
export interface PlantedLeads {
  table: Table;
  labels: Uint8Array;
  /** [nRows] */
  trueLogOdds: Float64Array;
}

export const COUNTRIES = ['Norway', 'Kenya', 'Japan', 'Peru'] as const;
const COUNTRY_EFFECTS = [1, 0, -1, 0.5];

/**
 * Leads with a number that matters (`visits`, missing in a tenth of rows, which itself matters), a category that matters
 * (`country`), and two columns of noise (`noise`, `weekday`).
 */
export function plantLeads(nRows: number, seed: number): PlantedLeads {
  const random = createRandom(seed);
  const draw = (of: () => number) => Float64Array.from({ length: nRows }, of);
  const visits = draw(() => (random.next() < 0.1 ? Number.NaN : Math.floor(random.next() * 20)));
  const country = Int32Array.from({ length: nRows }, () => random.below(COUNTRIES.length));
  const noise = draw(() => random.next());
  const weekday = Int32Array.from({ length: nRows }, () => random.below(5));
  const trueLogOdds = visits.map((value, row) => {
    const fromVisits = Number.isNaN(value) ? -2 : 0.15 * (value - 10);
    return -1 + fromVisits + COUNTRY_EFFECTS[country[row]];
  });
  const labels = Uint8Array.from(trueLogOdds, value => Number(random.next() < sigmoid(value)));
  const table: Table = {
    nRows,
    columns: [
      { kind: 'number', name: 'visits', label: 'Visits', values: visits },
      { kind: 'category', name: 'country', label: 'Country', codes: country, levels: COUNTRIES },
      { kind: 'number', name: 'noise', label: 'Noise', values: noise },
      {
        kind: 'category',
        name: 'weekday',
        label: 'Weekday',
        codes: weekday,
        levels: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
      },
    ],
  };
  return { table, labels, trueLogOdds };
}
