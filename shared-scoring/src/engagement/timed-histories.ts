/**
 * Histories for learning half-lives from the moments of conversions. One label at the end of a horizon says little of how fast a signal
 * cools: by then most events are old for everybody. The moment of a conversion says much: what had this lead done just before, and what had
 * others that could as well have converted then? Each conversion is set beside leads drawn from those of the same age that had not
 * converted, so that what depends on age alone cancels out, and the number of histories stays a multiple of the conversions.
 * @see Borgan, Goldstein, Langholz (1995), Methods for the Analysis of Sampled Cohort Data in the Cox Proportional Hazards Model
 */
import { createRandom } from '../math/random.ts';
import type { LeadHistory } from './decay-likelihood.ts';

/** A lead as it was followed over time. Times are epoch milliseconds. */
export interface FollowedLead extends Pick<LeadHistory, 'events' | 'restLogOdds'> {
  /** When it came to be a lead, or was first followed. */
  readonly fromMs: number;
  /** Until when it is known whether it converted; not before `fromMs`. */
  readonly untilMs: number;
  /** Null when it did not, up to `untilMs`. */
  readonly convertedAtMs: number | null;
}

const MS_PER_DAY = 86_400_000;
/** What happens in the last day is often a part of the conversion itself, such as the form that asks for the contract. */
const GAP_MS = MS_PER_DAY;
/** Ten others hold 10 / 11 of what all of them would tell. */
const OTHERS_PER_CONVERSION = 10;

/**
 * A history with label 1 for each conversion, and ten with label 0, each as known a day before the conversion's age. Conversions within the
 * first day tell nothing and are left out. Learned weights then bear on converting within days; `weighSignals` learns them anew for a
 * horizon. Same seed, same histories. O(n log n) in leads.
 * @throws RangeError when a time is not finite, or a lead ends before it begins or converts outside of its time
 */
export function timedHistories(leads: readonly FollowedLead[], seed: number): LeadHistory[] {
  leads.forEach(requireFollowed);
  const random = createRandom(seed);
  const byLength = leads.toSorted((a, b) => followedMs(b) - followedMs(a));
  return leads.flatMap(lead => {
    if (lead.convertedAtMs === null || followedMs(lead) < GAP_MS) return [];
    const ageMs = followedMs(lead);
    // The longest followed stand first, so those of this age are a beginning of the list.
    const atRisk = countLonger(byLength, ageMs);
    if (atRisk === 0) return [];
    const others = Array.from({ length: OTHERS_PER_CONVERSION }, () => byLength[random.below(atRisk)]);
    return [asKnown(lead, ageMs, 1), ...others.map(other => asKnown(other, ageMs, 0))];
  });
}

function asKnown(
  { events, restLogOdds, fromMs }: FollowedLead,
  ageMs: number,
  label: LeadHistory['label'],
): LeadHistory {
  return {
    events,
    asOfMs: fromMs + ageMs - GAP_MS,
    label,
    ...(restLogOdds !== undefined && { restLogOdds }),
  };
}

/** Until it converted, or as long as is known. */
function followedMs({ fromMs, untilMs, convertedAtMs }: FollowedLead): number {
  return (convertedAtMs ?? untilMs) - fromMs;
}

/** How many of a list, longest first, were followed for longer. */
function countLonger(byLength: readonly FollowedLead[], ageMs: number): number {
  let [low, high] = [0, byLength.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (followedMs(byLength[middle]) > ageMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function requireFollowed({ fromMs, untilMs, convertedAtMs }: FollowedLead, lead: number): void {
  const end = convertedAtMs ?? untilMs;
  const isInOrder = Number.isFinite(fromMs) && fromMs <= end && end <= untilMs && untilMs < Infinity;
  if (isInOrder) return;
  throw new RangeError(
    `timedHistories requires finite times with from <= converted <= until of lead ${lead}, got ${fromMs}, ${convertedAtMs} and ${untilMs}`,
  );
}
