import assert from 'node:assert/strict';
import { findActiveCompanies } from '../../src/engagement/active-companies.ts';

const person = (firstActMs: number, domain: string | null, name: string | null = null) => ({
  firstActMs,
  company: { domain, name },
});
const times = (people: Parameters<typeof findActiveCompanies>[0]) =>
  findActiveCompanies(people).map(({ person, sinceMs }) => [person.firstActMs, sinceMs]);

describe('findActiveCompanies', () => {
  it('finds three people of one company from when the third acted, and later ones from when they did', () => {
    const people = [4, 1, 3, 2].map(at => person(at, 'acme.example'));
    assert.deepEqual(times(people), [
      [4, 4],
      [1, 3],
      [3, 3],
      [2, 3],
    ]);
    assert.deepEqual(times(people.slice(0, 2)), []);
  });

  it('takes a name or a domain, and counts nobody twice who shares both', () => {
    const both = [1, 2].map(at => person(at, 'acme.example', 'Acme'));
    assert.deepEqual(times(both), []);
    assert.equal(times([...both, person(3, null, 'ACME')]).length, 3);
  });

  it('takes as long as there are people, however many are of one company', () => {
    const people = Array.from({ length: 200_000 }, (_, at) => person(at, 'acme.example', `Acme ${at % 7}`));
    assert.equal(findActiveCompanies(people).length, 200_000);
  });

  it('knows nobody’s company where nothing marks one', () => {
    assert.deepEqual(times([1, 2, 3].map(at => person(at, null))), []);
  });
});
