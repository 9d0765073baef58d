import type { Fault, FaultOrder, Verdict } from '../fault.ts';
import { judgeStage } from '../judge/judge-stage.ts';
import { drawEvents, insist, type Ledger, note, type SentEvent } from '../world/sender.ts';

const DAY_MS = 86_400_000;
const EVENTS_A_CASE = 20;

/** A sender's clock, and what may be believed of its times. */
type Skew = 'known' | 'future';

/** Senders whose clocks are off by up to a day: some say so by `sentAt`, others stamp events in the future. */
export const clocksOff: Fault = {
  name: 'clocks-off',
  about: 'senders’ clocks are off by up to a day, and events are stamped in the future',
  runs: { short: 20, long: 200 },
  needs: 'any',
  async run({ ground, runs, draw }: FaultOrder): Promise<Verdict> {
    const stage = await ground.openStage();
    const ledger: Ledger = { acknowledged: new Map(), refused: 0 };
    try {
      const url = await stage.app.start();
      for (let each = 0; each < runs; each += 1) {
        const events = drawEvents({ ...stage, draw }, EVENTS_A_CASE);
        const skew: Skew = draw() < 0.5 ? 'known' : 'future';
        const offMs = Math.round(draw() * DAY_MS) * (skew === 'known' && draw() < 0.5 ? -1 : 1);
        const before = Date.now();
        const body = {
          events: events.map(event => shifted(event, skew, offMs, before)),
          ...sentAt(skew, before + offMs),
        };
        const taken = await insist(url, stage.writeKey, body);
        const tookMs = Date.now() - before;
        note(ledger, events, taken, ({ at }) =>
          skew === 'known' ? [Date.parse(at), Date.parse(at) + tookMs] : [before, before + tookMs],
        );
      }
      return { runs, ...(await judgeStage(stage, ledger)) };
    } finally {
      await stage.close();
    }
  },
};

/** The event as the sender's clock shows it; one of the future happens at some time after now. */
function shifted(event: SentEvent, skew: Skew, offMs: number, now: number): SentEvent {
  const atMs = (skew === 'known' ? Date.parse(event.at) : now + 1_000) + offMs;
  return { ...event, at: new Date(atMs).toISOString() };
}

const sentAt = (skew: Skew, atMs: number) =>
  skew === 'known' ? { sentAt: new Date(atMs).toISOString() } : {};
