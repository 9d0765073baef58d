import type { StepAction } from '../card/card-view.ts';
import type { StepReason } from '../card/step-facts.ts';
import { REQUESTS } from '../card/step-signals.ts';
import {
  afterWorkingTime,
  endOfWorkingDay,
  isWorkingTime,
  nextWorkingTime,
  type WorkingHours,
} from './working-hours.ts';

const HOUR = 60;
/** Working minutes. */
const REQUEST_WITHIN = HOUR;
const WARM_WITHIN = 16 * HOUR;
const ASK_WITHIN = 24 * HOUR;
const TALK_RESTS = 24 * HOUR;

/** Until when a step has to be done that begins at a moment, within working hours; null where it has no time. */
export function stepDueAt(
  { action, reason }: { action: StepAction; reason: StepReason },
  at: Date,
  hours: WorkingHours,
): Date | null {
  switch (action) {
    case 'nurture':
      return null;
    case 'wait':
      return reason.code === 'act' ? afterWorkingTime(at, TALK_RESTS, hours) : null;
    case 'ask':
      return afterWorkingTime(at, ASK_WITHIN, hours);
    case 'call':
    case 'mail':
      if (reason.code === 'act' && REQUESTS.includes(reason.signal))
        return afterWorkingTime(at, REQUEST_WITHIN, hours);
      if (reason.code === 'band' && reason.band === 'Warm') return afterWorkingTime(at, WARM_WITHIN, hours);
      return dayEnd(at, hours);
  }
}

/** The end of this working day; of the next one where less than an hour of it is left. */
function dayEnd(at: Date, hours: WorkingHours): Date {
  const end = endOfWorkingDay(at, hours);
  const hasHour = end.getTime() - nextWorkingTime(at, hours).getTime() >= HOUR * 60_000;
  return !isWorkingTime(at, hours) || hasHour ? end : endOfWorkingDay(end, hours);
}
