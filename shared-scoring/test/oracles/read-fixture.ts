import { readFileSync } from 'node:fs';

/** What `make-fixtures.py` wrote under a name. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`generated/${name}.json`, import.meta.url), 'utf8'));
}

/** Numbers with null for what is missing, as a column has them. */
export function numbersOf(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, value => value ?? Number.NaN);
}
