import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createDraw } from '../../demo/leads/seeded-draw.ts';
import type { BankLead } from './prepare-bank.ts';

/** An event as a tenant's server sends it. */
export interface BenchEvent {
  id: string;
  signal: string;
  at: string;
  email: string;
  properties: { url: string; ref: string; ms: number };
}

/** Gives one event after the other, without end. */
export type EventSource = () => BenchEvent;

const SHARES: readonly (readonly [string, number])[] = [
  ['page_view', 0.55],
  ['email_open', 0.18],
  ['email_click', 0.08],
  ['docs_view', 0.07],
  ['pricing_view', 0.06],
  ['webinar', 0.02],
  ['form_submit', 0.02],
  ['demo_request', 0.01],
  ['unsubscribe', 0.01],
];
/** What pages send along. */
const PROPERTIES = { url: 'https://example.com/pricing', ref: 'newsletter', ms: 5300 };

/**
 * Events of these leads in the order of a trace's lines ({"lead":"l17","type":…}), over and over; without a trace they are drawn:
 * a few leads are very busy, most are quiet. Each has an id of its own and happens now.
 */
export function createEventSource(leads: readonly BankLead[], trace?: string): EventSource {
  const next = trace === undefined ? drawn(leads.length) : replayed(trace, leads.length);
  return () => {
    const { lead, signal } = next();
    return {
      id: timeOrderedUuid(),
      signal,
      at: new Date().toISOString(),
      email: leads[lead]!.email,
      properties: PROPERTIES,
    };
  };
}

/** A UUID of version 7, as the tracker makes them: ids of one time stand side by side in an index. */
function timeOrderedUuid(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

type Next = () => { lead: number; signal: string };

function drawn(leadCount: number): Next {
  const draw = createDraw(1, 'realtime');
  let at = 0;
  return () => {
    let share = draw(at++);
    const found = SHARES.find(([, width]) => {
      share -= width;
      return share < 0;
    });
    return { lead: Math.floor(leadCount * draw(at++) ** 3), signal: (found ?? SHARES[0]!)[0] };
  };
}

function replayed(path: string, leadCount: number): Next {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const { lead, type } = JSON.parse(line) as { lead: string; type: string };
      return { lead: Number(lead.slice(1)) % leadCount, signal: type };
    });
  let at = 0;
  return () => lines[at++ % lines.length]!;
}
