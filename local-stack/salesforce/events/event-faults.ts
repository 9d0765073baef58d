import { json, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { ChangeEvent } from './change-event.ts';

/**
 * Misbehaviour of the event bus on demand, under `POST /__event-faults`:
 * - `gap`: the next events tell only that something changed; `overflow`: they do not even tell which records;
 * - `repeat`: the next events come twice; `reverse`: that many are held back and come in reverse; `lose`: they never come;
 * - `forget`: every event is purged, as 72 hours do; `break`: all subscriptions are cut off; `refuse`: they are, as if their
 *   tokens had ended.
 */
const faultSchema = z.object({
  kind: z.enum(['gap', 'overflow', 'repeat', 'reverse', 'lose', 'forget', 'break', 'refuse']),
  events: z.number().int().min(1).default(1),
});

export type EventFault = z.output<typeof faultSchema>;

export function eventFaultRoutes(misbehave: (fault: EventFault) => void): RequestHandler {
  return Router().post('/__event-faults', json(), (request, response) => {
    const parsed = faultSchema.safeParse(request.body);
    if (parsed.success) misbehave(parsed.data);
    response.status(parsed.success ? 204 : 400).end(parsed.error && z.prettifyError(parsed.error));
  });
}

/** What becomes of events on their way to the bus, first fault first. */
export interface EventFaults {
  add(fault: EventFault): void;
  apply(event: ChangeEvent): ChangeEvent[];
}

export function createEventFaults(): EventFaults {
  let active: EventFault[] = [];
  let held: ChangeEvent[] = [];
  return {
    add: fault => void active.push({ ...fault }),
    apply(event) {
      const fault = active[0];
      if (fault === undefined) return [event];
      fault.events -= 1;
      if (fault.events === 0) active = active.slice(1);
      if (fault.kind !== 'reverse') return distort(event, fault.kind);
      held.unshift(event);
      if (fault.events > 0) return [];
      const reversed = held;
      held = [];
      return reversed;
    },
  };
}

function distort(event: ChangeEvent, kind: EventFault['kind']): ChangeEvent[] {
  const bare = { ...event, values: {}, nulled: [], origin: '' };
  switch (kind) {
    case 'gap':
      return [{ ...bare, changeType: `GAP_${event.changeType}` as ChangeEvent['changeType'] }];
    case 'overflow':
      return [{ ...bare, changeType: 'GAP_OVERFLOW', recordIds: [] }];
    case 'repeat':
      return [event, event];
    default:
      return [];
  }
}
