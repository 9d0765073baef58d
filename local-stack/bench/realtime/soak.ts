import { residentMb } from '../../faults/world/memory.ts';
import type { EventSource } from './event-source.ts';
import { askCards, sendAtRate } from './load.ts';
import type { BenchStage } from './open-stage.ts';
import { describeTimes } from './quantiles.ts';

const EVENTS_PER_SECOND = 1_000;
const CARDS_PER_SECOND = 20;
const LOOK_EVERY_MS = 5_000;
/** Caches fill and the heap finds its size in that part of the time. */
const WARM_UP_SHARE = 0.2;

/** Works on for minutes and looks at the product's memory. The slope is that of a straight line through what was seen after the first fifth. */
export async function soak(
  stage: BenchStage,
  next: EventSource,
  { minutes, report }: { minutes: number; report: (words: string) => void },
): Promise<{ rssSlopeMbPerMinute: number | null }> {
  if (minutes === 0) return { rssSlopeMbPerMinute: null };
  report(`${minutes} minutes of ${EVENTS_PER_SECOND} events and ${CARDS_PER_SECOND} cards a second`);
  const stop = AbortSignal.timeout(minutes * 60_000);
  const seen: { minute: number; mb: number }[] = [];
  const began = performance.now();
  const timer = setInterval(() => {
    const mb = residentMb(stage.pid());
    if (mb === null) return;
    const minute = (performance.now() - began) / 60_000;
    if (Math.floor(minute) > Math.floor(seen.at(-1)?.minute ?? 0))
      report(`  minute ${Math.floor(minute)}: ${mb.toFixed(0)} MB`);
    seen.push({ minute, mb });
  }, LOOK_EVERY_MS);
  const recordId = () => stage.busyLeads[Math.floor(Math.random() * stage.busyLeads.length)]!.recordId;
  const [sent, cardMs] = await Promise.all([
    sendAtRate(stage, next, { eventsPerSecond: EVENTS_PER_SECOND, stop }),
    askCards(stage, recordId, { perSecond: CARDS_PER_SECOND, stop }),
  ]);
  clearInterval(timer);
  const warm = seen.slice(Math.floor(seen.length * WARM_UP_SHARE));
  report(
    `${sent.events} events, ${sent.refused} refused; card: ${describeTimes(cardMs)}; memory ${warm[0]?.mb.toFixed(0)} to ${warm.at(-1)?.mb.toFixed(0)} MB`,
  );
  return { rssSlopeMbPerMinute: Number(slopeOf(warm).toFixed(2)) };
}

/** Least squares. */
function slopeOf(seen: readonly { minute: number; mb: number }[]): number {
  const mean = (pick: (each: (typeof seen)[number]) => number) =>
    seen.reduce((sum, each) => sum + pick(each), 0) / seen.length;
  const [minute, mb] = [mean(each => each.minute), mean(each => each.mb)];
  const shared = mean(each => (each.minute - minute) * (each.mb - mb));
  return shared / mean(each => (each.minute - minute) ** 2);
}
