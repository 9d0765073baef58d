import type { CollectedBatch, Refusals } from '../use-cases/engagement/ingest-events.ts';

/** A part of a batch, and where its events stood in the whole. */
export interface BatchPart {
  batch: CollectedBatch;
  eventIndexes: readonly number[];
}

/**
 * Cuts a batch in two, so that all events of one subject come into the same part. What ties subjects together stays whole, and so
 * does what is kept aside: they come into the first part.
 */
export function splitBatch(batch: CollectedBatch): readonly [BatchPart, BatchPart] {
  const indexes: [number[], number[]] = [[], []];
  const isWhole = batch.identifications.length > 0;
  for (const [at, { subject }] of batch.events.entries()) indexes[isWhole ? 0 : laneOf(subject)].push(at);
  const eventsAt = (chosen: readonly number[]) => chosen.map(at => batch.events[at]!);
  const [first, second] = indexes;
  return [
    { batch: { ...batch, events: eventsAt(first) }, eventIndexes: first },
    {
      batch: { ...batch, events: eventsAt(second), identifications: [], asides: [], filtered: {} },
      eventIndexes: second,
    },
  ];
}

/** Subjects are digests, so any of their bits halves them. */
function laneOf(subject: string): 0 | 1 {
  return subject.charCodeAt(0) % 2 === 0 ? 0 : 1;
}

/** The refusals of both parts as positions in the whole. */
export function joinRefusals(
  [first, second]: readonly [BatchPart, BatchPart],
  [ofFirst, ofSecond]: readonly [Refusals, Refusals],
): Refusals {
  const events = [
    ...ofFirst.events.map(at => first.eventIndexes[at]!),
    ...ofSecond.events.map(at => second.eventIndexes[at]!),
  ];
  return { ...ofFirst, events, own: ofFirst.own + ofSecond.own };
}
