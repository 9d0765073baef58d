import certificateAbsent from '@salesforce/label/c.AIX_Setup_Certificate_Absent';
import certificateHidden from '@salesforce/label/c.AIX_Setup_Certificate_Hidden';
import certificateKnown from '@salesforce/label/c.AIX_Setup_Certificate_Known';
import certificateRefused from '@salesforce/label/c.AIX_Setup_Certificate_Refused';
import connectedAs from '@salesforce/label/c.AIX_Setup_Connected_As';
import connectionEnded from '@salesforce/label/c.AIX_Setup_Connection_Ended';
import fieldsMissing from '@salesforce/label/c.AIX_Setup_Fields_Missing';
import fieldsThere from '@salesforce/label/c.AIX_Setup_Fields_There';
import leadsScored from '@salesforce/label/c.AIX_Setup_Leads_Scored';
import limitReached from '@salesforce/label/c.AIX_Setup_Limit_Reached';
import outcomes from '@salesforce/label/c.AIX_Setup_Outcomes';
import notReady from '@salesforce/label/c.AIX_Setup_Verdict_Not_Ready';
import ready from '@salesforce/label/c.AIX_Setup_Verdict_Ready';
import usable from '@salesforce/label/c.AIX_Setup_Verdict_Usable';
import writesRefused from '@salesforce/label/c.AIX_Setup_Writes_Refused';
import { fillIn } from 'c/scoringTexts';

/** What the service found when it looked into the org. */
export interface ConnectionCheck {
  missingFields: string[];
  certificate: { state: 'registered' | 'absent' | 'hidden' | 'refused' | 'not_needed' };
}

/** How the connection stands, as far as it is shown. */
export interface Status {
  state: 'working' | 'ended';
  name: string;
  connectedAs: string | null;
  leads: number;
  scored: number;
  deadLetters: number;
  lastCheck: ConnectionCheck | null;
  api: { state: 'open' | 'slow' | 'used_up' };
}

/** Whether there is enough to learn from. */
export interface Readiness {
  leads: number;
  converted: number;
  verdict: 'ready' | 'usable' | 'not_ready';
  /** Sentences of the service. */
  missing: string[];
}

const CERTIFICATE = {
  registered: certificateKnown,
  absent: certificateAbsent,
  hidden: certificateHidden,
  refused: certificateRefused,
  not_needed: null,
} as const;
const VERDICT = { ready, usable, not_ready: notReady } as const;

/** What a look into the org found, in sentences. */
export function checkLines({ missingFields, certificate }: ConnectionCheck): string[] {
  const fields = missingFields.length === 0 ? fieldsThere : fillIn(fieldsMissing, missingFields.join(', '));
  const known = CERTIFICATE[certificate.state];
  return known === null ? [fields] : [known, fields];
}

/** How the connection stands, in sentences; what is as it should be and says nothing stays out. */
export function statusLines({
  state,
  name,
  connectedAs: user,
  leads,
  scored,
  deadLetters,
  api,
}: Status): string[] {
  return [
    state === 'ended' ? connectionEnded : fillIn(connectedAs, name, user ?? '–'),
    fillIn(leadsScored, String(scored), String(leads)),
    deadLetters > 0 ? fillIn(writesRefused, String(deadLetters)) : null,
    api.state === 'used_up' ? limitReached : null,
  ].filter(line => line !== null);
}

/** The verdict on the org's leads, and what is missing. */
export function readinessLines({ leads, converted, verdict, missing }: Readiness): string[] {
  return [VERDICT[verdict], fillIn(outcomes, String(leads), String(converted)), ...missing];
}
