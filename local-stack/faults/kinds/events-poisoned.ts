import type { Fault, FaultOrder, Verdict } from '../fault.ts';
import { judgeStage } from '../judge/judge-stage.ts';
import { drawEvents, insist, type Ledger, note, type SentEvent, type Taken } from '../world/sender.ts';

const EVENTS_A_REQUEST = 100;
/** One of so many is poisoned. */
const POISONED_OF = 100;

/** What has to become of a poisoned event. */
type Fate = 'refused' | 'kept aside' | 'stored';
type Poison = [Fate, (event: SentEvent) => unknown];

const without = (key: keyof SentEvent) => (event: SentEvent) => ({ ...event, [key]: undefined });
const withOwn = (more: object) => (event: SentEvent) => ({ ...event, ...more });

const POISONS: readonly Poison[] = [
  ['kept aside', without('at')],
  ['kept aside', without('signal')],
  ['kept aside', without('email')],
  ['refused', without('id')],
  ['refused', () => null],
  ['refused', () => [[[]]]],
  ['refused', () => 'DROP TABLE events'],
  ['refused', withOwn({ id: 'x'.repeat(201) })],
  ['refused', withOwn({ signal: '__proto__' })],
  ['refused', withOwn({ at: 'yesterday' })],
  ['refused', withOwn({ at: 1e300 })],
  ['refused', withOwn({ email: 'info@acme.example' })],
  ['refused', withOwn({ visitorId: 'as well' })],
  ['refused', withOwn({ properties: { nested: { too: 'deep' } } })],
  ['refused', withOwn({ properties: { long: 'x'.repeat(501) } })],
  ['stored', withOwn({ signal: 'constructor' })],
  ['stored', withOwn({ properties: { nul: 'a\u0000b', half: '\ud83d', constructor: null } })],
  ['stored', withOwn({ properties: { big: 1.7976931348623157e308, '\u0000': 'nul' } })],
];

/** Events that cannot be stored stand among good ones: the good ones are, and the senders are told which are not. */
export const eventsPoisoned: Fault = {
  name: 'events-poisoned',
  about: 'one event of a hundred cannot be stored',
  runs: { short: 2_000, long: 10_000 },
  needs: 'any',
  async run({ ground, runs, draw }: FaultOrder): Promise<Verdict> {
    const stage = await ground.openStage();
    const ledger: Ledger = { acknowledged: new Map(), refused: 0 };
    const problems: string[] = [];
    try {
      const url = await stage.app.start();
      let keptAside = 0;
      for (let sent = 0; sent < runs; sent += EVENTS_A_REQUEST) {
        const events = drawEvents({ ...stage, draw }, EVENTS_A_REQUEST);
        const fates = new Map<number, Fate>();
        const body = events.map((event, index) => {
          if (draw() >= 1 / POISONED_OF) return event;
          const [fate, poison] = POISONS[Math.floor(draw() * POISONS.length)]!;
          fates.set(index, fate);
          return poison(event);
        });
        const taken = await insist(url, stage.writeKey, { events: body });
        problems.push(...differences(fates, taken));
        keptAside += taken.rejected.filter(each => each.keptAside).length;
        note(ledger, events, taken);
      }
      const verdict = await judgeStage(stage, ledger);
      const [aside] = await stage.inspect(query =>
        query<{ count: number }>('select count(*)::int as count from events_aside'),
      );
      if (aside!.count !== keptAside) problems.push(`${keptAside} events kept aside, ${aside!.count} found`);
      const findings = [...verdict.findings, ...problems.slice(0, 3)];
      return { runs, ...verdict, wrong: verdict.wrong + problems.length, findings };
    } finally {
      await stage.close();
    }
  },
};

/** What the answer says otherwise than it should. */
function differences(fates: ReadonlyMap<number, Fate>, { rejected }: Taken): string[] {
  const told = new Map(rejected.map(each => [each.index, each]));
  const indexes = new Set([...fates.keys(), ...told.keys()]);
  return [...indexes].flatMap(index => {
    const answer = told.get(index);
    const fate = answer === undefined ? 'stored' : answer.keptAside ? 'kept aside' : 'refused';
    const expected = fates.get(index) ?? 'stored';
    return fate === expected ? [] : [`an event was ${fate} instead of ${expected}: ${answer?.reason}`];
  });
}
