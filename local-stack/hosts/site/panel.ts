import { type Html, html } from '../html.ts';
import type { ShownFields, SiteState } from './browser/live.ts';
import type { SiteVisitor, VisitorRecord } from './site-host.ts';

/** Beside the site: what the visitor's records show, and a day of everybody else. */
export function panel({ name, records }: SiteVisitor, state: SiteState, serviceUrl: string): Html {
  return html`<aside aria-label="What the CRMs show"><h2>You visit as ${name}</h2>
<p class="small">A lead of both CRMs; the site’s server vouches for that with a signed token.
<button type="button" class="plain" data-change-visitor>Visit as somebody else</button></p>
<p role="status" class="status" data-status></p>
${records.map((record, at) => recordPart(record, state.records[at] ?? null))}
<section class="replay" aria-label="A day of everybody"><h3>A day of everybody else</h3>
<p class="small">Simulated visits of other leads over 24 hours, told to the service in 24 seconds. Each counts as if it
happened now; some come hours late, some a second time. A record is written when a published score or the next step changes.</p>
<p><button type="button" data-replay>Replay a day</button> <button type="button" data-replay-stop hidden>Stop</button></p>
<div data-replay-shown hidden><progress data-replay-bar aria-label="How much of the day is told" max="1" value="0"></progress>
<p class="small" data-replay-clock></p><dl data-replay-counts></dl>
<p class="small">One rise can pass several thresholds: from Nurture to Hot it passes Warm and Hot.</p></div>
<p role="status" data-replay-status></p></section>
<p><a href="${serviceUrl}">All leads, model and API</a></p></aside>`;
}

const ROWS: Readonly<Record<keyof ShownFields, string>> = {
  score: 'Score',
  band: 'Band',
  reason: 'First reason',
  step: 'Next step',
};

function recordPart({ crm, pageUrl }: VisitorRecord, fields: ShownFields | null): Html {
  const rows = (Object.entries(ROWS) as [keyof ShownFields, string][]).map(
    ([name, label]) =>
      html`<div><dt>${label}</dt><dd data-value="${name}">${fields?.[name] || '–'}</dd></div>`,
  );
  return html`<section class="record" data-record="${crm}" aria-label="${crm}"><h3><a href="${pageUrl}">${crm} record</a></h3>
<dl>${rows}</dl><p class="since" data-since></p></section>`;
}
