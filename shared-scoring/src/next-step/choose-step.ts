/**
 * Which one step is suggested for a lead. Each rule of the team names steps and what it takes them to be worth; the best one is
 * chosen. Where others come so near that nobody could tell them apart, chance decides among them, and says with which probability: only
 * then can it be measured later what a step achieves.
 */
import type { StepAction } from '../card/card-view.ts';
import { createRandom } from '../math/random.ts';
import { stepDueAt } from './step-due-at.ts';
import { STEP_RULES, type StepCandidate, type StepSituation } from './step-rules.ts';
import type { WorkingHours } from './working-hours.ts';

/** A step that was chosen, and among which. */
export interface ChosenStep extends StepCandidate {
  dueAt: Date | null;
  /** The probability, 0..1, with which this step was chosen; 1 where nothing came near. */
  chance: number;
  /** Every action that a rule named, the most worth first, with the probability that it had. */
  considered: readonly { action: StepAction; worth: number; chance: number }[];
}

/** Steps whose worth differs by no more than this are taken for equally good. */
const NEAR = 5;

/** Pure: the same situation, hours and seed (a whole number) give the same step. */
export function chooseStep(situation: StepSituation, hours: WorkingHours, seed: number): ChosenStep {
  const best = bestByAction(STEP_RULES.flatMap(rule => rule(situation)).filter(each => each !== undefined));
  // Which band a lead is in always names a step, unless nobody may call or write: then there is nothing to do.
  const candidates: StepCandidate[] = best.length > 0 ? best : [waitFor(situation)];
  const near = candidates.filter(({ worth }) => candidates[0]!.worth - worth <= NEAR);
  const chosen = near[createRandom(seed).below(near.length)]!;
  const chance = 1 / near.length;
  return {
    ...chosen,
    dueAt: stepDueAt(chosen, situation.at, hours),
    chance,
    considered: candidates.map(({ action, worth }, place) => ({
      ...{ action, worth, chance: place < near.length ? chance : 0 },
    })),
  };
}

/** The most worth first; of equally good ones the first by name, so that the order of rules does not matter. */
function bestByAction(candidates: readonly StepCandidate[]): StepCandidate[] {
  const byWorth = [...candidates].sort(
    (a, b) => b.worth - a.worth || (a.action < b.action ? -1 : a.action > b.action ? 1 : 0),
  );
  return byWorth.filter(({ action }, place) => byWorth.findIndex(each => each.action === action) === place);
}

function waitFor({ band }: StepSituation): StepCandidate {
  return { action: 'wait', reason: { code: 'band', band }, worth: 0 };
}
