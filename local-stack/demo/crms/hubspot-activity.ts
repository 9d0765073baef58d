import { type Draw, pick } from '../leads/seeded-draw.ts';

/** What reps log in the demo's portal. Every title says that it is simulated: the set knows of no such thing. */
const KINDS = ['calls', 'emails', 'meetings', 'notes'] as const;
export type ActivityKind = (typeof KINDS)[number];

export interface DrawnActivity {
  kind: ActivityKind;
  properties: Record<string, string>;
}

const QUARTER_HOUR_MS = 900_000;

/** One activity at a moment; the same draw and place give the same one. */
export function drawActivity(draw: Draw, ordinal: number, number: number, at: Date): DrawnActivity {
  const kind = pick(KINDS, draw(ordinal, number, 1));
  const properties = { hs_timestamp: at.toISOString(), ...PROPERTIES[kind](draw(ordinal, number, 2), at) };
  return { kind, properties };
}

const PROPERTIES: Record<ActivityKind, (drawn: number, at: Date) => Record<string, string>> = {
  calls: drawn => ({
    hs_call_title: 'Call about the term deposit (simulated)',
    hs_call_direction: drawn < 0.2 ? 'INBOUND' : 'OUTBOUND',
    hs_call_status: drawn < 0.7 ? 'COMPLETED' : 'NO_ANSWER',
    hs_call_duration: String(drawn < 0.7 ? 60_000 + Math.floor(drawn * 600_000) : 0),
  }),
  emails: drawn => ({
    hs_email_subject: 'Your question about the term deposit (simulated)',
    hs_email_direction: drawn < 0.3 ? 'INCOMING_EMAIL' : 'EMAIL',
    hs_email_status: 'SENT',
    hs_email_open_count: String(Math.floor(drawn * 4)),
    hs_email_click_count: String(Math.floor(drawn * 2)),
  }),
  meetings: (drawn, at) => ({
    hs_meeting_title: 'Meeting at the branch (simulated)',
    hs_meeting_start_time: at.toISOString(),
    hs_meeting_end_time: new Date(at.getTime() + 2 * QUARTER_HOUR_MS).toISOString(),
    hs_meeting_outcome: drawn < 0.8 ? 'COMPLETED' : 'NO_SHOW',
  }),
  notes: () => ({ hs_note_body: 'Asked for the conditions in writing (simulated)' }),
};
