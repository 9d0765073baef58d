import { join } from 'node:path';
import { buildCard } from '../../src/card/build-card.ts';
import { LOCALES } from '../../src/card/card-view.ts';
import { FIXTURE_FACTS, FIXTURE_NOW } from './fixture-facts.ts';

/** Where the fixtures lie, beside the card: `<language>/<name>.json`. */
export const FIXTURES = join(import.meta.dirname, '..', '..', 'src', 'card', 'fixtures');

/** Every card fixture as it should be, by its path under `FIXTURES`. */
export function cardFixtures(): Map<string, string> {
  return new Map(
    LOCALES.flatMap(locale =>
      Object.entries(FIXTURE_FACTS).map(([name, facts]) => {
        const card = buildCard(facts, { locale, now: FIXTURE_NOW, timeZone: 'Europe/Berlin' });
        return [join(locale, `${name}.json`), `${JSON.stringify(card, null, 2)}\n`] as const;
      }),
    ),
  );
}
