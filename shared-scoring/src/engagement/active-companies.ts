/** A person who did something within the time that is looked at. */
export interface ActivePerson {
  /** By what it is known; null where that tells nothing. */
  readonly company: { readonly domain: string | null; readonly name: string | null };
  /** The first of those acts, epoch milliseconds. */
  readonly firstActMs: number;
}

/** So many people of one company, and more than one person is interested. */
export const FEWEST_PEOPLE = 3;

/**
 * Those of these people of whose company at least three were active, each with the time from which on that was so and the person had
 * part in it. People are of one company when they share its name, however it is written, or its domain. Of each name and domain only the
 * first three people are kept: whoever has both is told by the first three of the two together. So it takes time in proportion to the people.
 */
export function findActiveCompanies<Person extends ActivePerson>(
  people: readonly Person[],
): { person: Person; sinceMs: number }[] {
  const firstByMark = new Map<string, Person[]>();
  const inOrder = [...people].sort((a, b) => a.firstActMs - b.firstActMs);
  for (const person of inOrder)
    for (const mark of marksOf(person)) {
      const first = firstByMark.get(mark) ?? [];
      if (first.length < FEWEST_PEOPLE) firstByMark.set(mark, [...first, person]);
    }
  return people.flatMap(person => {
    const colleagues = new Set(marksOf(person).flatMap(mark => firstByMark.get(mark)!));
    if (colleagues.size < FEWEST_PEOPLE) return [];
    const times = [...colleagues].map(({ firstActMs }) => firstActMs).sort((a, b) => a - b);
    return [{ person, sinceMs: Math.max(times[FEWEST_PEOPLE - 1]!, person.firstActMs) }];
  });
}

function marksOf({ company: { domain, name } }: ActivePerson): string[] {
  return [
    ...(domain === null ? [] : [`domain ${domain}`]),
    ...(name === null ? [] : [`name ${name.toLowerCase()}`]),
  ];
}
