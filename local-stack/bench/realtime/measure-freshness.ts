import { childrenMb } from '../../faults/world/memory.ts';
import type { EventSource } from './event-source.ts';
import { askCards, sendAtRate } from './load.ts';
import type { BenchStage } from './open-stage.ts';
import { probeRecords, probeScores } from './probes.ts';
import { describeTimes, quantile } from './quantiles.ts';

const EVENTS_PER_SECOND = 2_000;
const SCORE_PROBES_PER_SECOND = 40;
const RECORD_PROBES_PER_SECOND = 10;
const CARDS_PER_SECOND = 200;
/**
 * A service that just started compiles its code while it answers the first cards, and each of its connections plans each statement once.
 * What is measured is a service that has run for a while, so those first cards, and the trainings beside them, are not counted.
 */
const WARM_UP_MS = 10_000;
const LOOK_EVERY_MS = 1_000;

/** What is printed of it, milliseconds. */
export interface Freshness {
  eventToScoreP50Ms: number;
  eventToScoreP99Ms: number;
  eventToCrmP95Ms: number;
  eventToCrmP99Ms: number;
  cardP99Ms: number;
}

/**
 * 2,000 events a second for so long: how long until a stored score, and a record of the CRM, know of one. Then the same again
 * while people open 200 cards a second and models are trained one after the other: how long a card takes.
 */
export async function measureFreshness(
  stage: BenchStage,
  next: EventSource,
  { seconds, report }: { seconds: number; report: (words: string) => void },
): Promise<Freshness> {
  const all = stage.busyLeads;
  const drawRecord = () => all[Math.floor(Math.random() * all.length)]!.recordId;
  const warmUp = AbortSignal.timeout(WARM_UP_MS);
  const firstCards = askCards(stage, drawRecord, { perSecond: CARDS_PER_SECOND, stop: warmUp });
  await trainUntil(stage, warmUp);
  report(`first cards of a service that just started, not counted: ${describeTimes(await firstCards)}`);
  const { scores, records } = await load(stage, next, seconds, report);
  await stage.settle();
  report(`${CARDS_PER_SECOND} cards a second and trainings besides`);
  const stop = AbortSignal.timeout(seconds * 1000);
  const cards = askCards(stage, drawRecord, { perSecond: CARDS_PER_SECOND, stop });
  const trainings = trainUntil(stage, stop);
  let learnerMb = 0;
  const timer = setInterval(() => {
    learnerMb = Math.max(learnerMb, childrenMb(stage.pid()));
  }, LOOK_EVERY_MS);
  await load(stage, next, seconds, report);
  const cardMs = await cards;
  report(
    `card: ${describeTimes(cardMs)}; ${await trainings} trainings, by a process of up to ${learnerMb.toFixed(0)} MB`,
  );
  clearInterval(timer);
  await stage.settle();
  const rounded = (values: readonly number[], share: number) => Number(quantile(values, share).toFixed(1));
  return {
    eventToScoreP50Ms: rounded(scores, 0.5),
    eventToScoreP99Ms: rounded(scores, 0.99),
    eventToCrmP95Ms: rounded(records, 0.95),
    eventToCrmP99Ms: rounded(records, 0.99),
    cardP99Ms: rounded(cardMs, 0.99),
  };
}

async function load(
  stage: BenchStage,
  next: EventSource,
  seconds: number,
  report: (words: string) => void,
): Promise<{ scores: number[]; records: number[] }> {
  const stop = AbortSignal.timeout(seconds * 1000);
  const asked = stage.quietLeads.splice(0, seconds * RECORD_PROBES_PER_SECOND);
  const callsBefore = await callsOf(stage);
  const [sent, scores, records] = await Promise.all([
    sendAtRate(stage, next, { eventsPerSecond: EVENTS_PER_SECOND, stop }),
    probeScores(stage, stage, next, { perSecond: SCORE_PROBES_PER_SECOND, stop }),
    probeRecords(stage.salesforceFolder, stage, asked, { perSecond: RECORD_PROBES_PER_SECOND, stop }),
  ]);
  const calls = (await callsOf(stage)) - callsBefore;
  report(
    `${sent.events} events in ${seconds} s, ${sent.refused} refused; acknowledged: ${describeTimes(sent.ackMs)}`,
  );
  report(`  event to score: ${describeTimes(scores)}`);
  report(`  event to CRM field: ${describeTimes(records)}; ${calls} API calls`);
  return { scores, records };
}

/** The product's own count of its calls to the org. */
async function callsOf({ url, sessionToken, connectionId }: BenchStage): Promise<number> {
  const response = await fetch(`${url}/v1/connections`, {
    headers: { authorization: `Bearer ${sessionToken}` },
  });
  const connections = (await response.json()) as { connectionId: string; api: { callsLastDay: number } }[];
  return connections.find(each => each.connectionId === connectionId)!.api.callsLastDay;
}

/** Trains a model again and again. Resolves to how often. */
async function trainUntil({ train }: BenchStage, stop: AbortSignal): Promise<number> {
  let trainings = 0;
  while (!stop.aborted) {
    await train();
    trainings += 1;
  }
  return trainings;
}
