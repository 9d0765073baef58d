import { type Html, html } from '../html.ts';
import type { ViewerName } from '../viewer-name.ts';
import type { RecordData } from './browser/platform.ts';
import type { Language } from './labels.ts';
import type { ShownField } from './org/read-record.ts';

/** What every page has. */
export interface PageFrame {
  language: Language;
  orgName: string;
  userName: string;
  viewer: ViewerName;
  /** What the page's scripts get, see platform-script.ts. */
  given: object;
  /** Where the service's own page is. */
  serviceUrl: string;
}

/** The page that opens first: the user's hottest leads. */
export function homePage(frame: PageFrame): string {
  return page(
    frame,
    'Home',
    html`<h1 class="host-title">Home</h1><div class="host-columns"><div>${component('c-hottest-leads', { count: '10' })}</div>
<aside class="host-panel"><h2>What this is</h2>
<p>The list is the package’s own component <em>AIX My Hottest Leads</em>, for home and app pages. Open a lead: beside its
fields stands the card <em>AIX Lead Score</em>. Answer it, set a band, press <em>Score now</em>, and see the record’s fields change.</p>
<p>The service’s own page: <a href="${frame.serviceUrl}">models, connections, API</a>.</p></aside></div>`,
  );
}

/** The page on which an admin has put the setup assistant. */
export function setupPage(frame: PageFrame): string {
  return page(frame, 'Setup', html`<h1 class="host-title">Setup</h1>${component('c-scoring-setup', {})}`);
}

/** A lead's page: highlights, the card, and the record's fields. */
export function recordPage(
  frame: PageFrame,
  { recordId, record, fields }: { recordId: string; record: RecordData; fields: readonly ShownField[] },
): string {
  const text = (name: string) => String(record.fields[name]?.value ?? '');
  const [score, others] = [true, false].map(isScore =>
    fields.filter(({ isCustom, name }) => isCustom && name.includes('AIX_') === isScore),
  );
  const standard = fields.filter(({ isCustom, name }) => !isCustom && text(name) !== '');
  return page(
    frame,
    text('Name') || 'Lead',
    html`<div class="host-panel"><p class="host-kind">Lead</p><h1>${text('Name') || '(no name)'}</h1>
<p>${[text('Title'), text('Company'), text('Status')].filter(part => part !== '').join(' · ')}</p></div>
<div class="host-columns"><div data-record-fields="${recordId}">
${section('Score fields', foremost(score ?? []))}${section('Lead', standard)}${section('Fields of this org', others ?? [])}
</div><aside>${component('c-score-card', { 'record-id': recordId })}</aside></div>`,
  );
}

/** In place of a page that there is none of. */
export function messagePage(frame: PageFrame, title: string, text: string): string {
  return page(frame, title, html`<section class="host-panel"><h1>${title}</h1><p>${text}</p></section>`);
}

/** What changes under a reader's eyes comes first, the rest as the org lists it. */
const FOREMOST = [
  'AIX_Score__c',
  'AIX_Band__c',
  'AIX_Scored_At__c',
  'AIX_Override_Band__c',
  'AIX_Override_Until__c',
];

function foremost(fields: readonly ShownField[]): ShownField[] {
  const placeOf = ({ name }: ShownField) =>
    FOREMOST.includes(name) ? FOREMOST.indexOf(name) : FOREMOST.length;
  return fields.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function component(tag: string, properties: Record<string, string>): Html {
  const data = Object.entries(properties).map(([name, value]) => html` data-${name}="${value}"`);
  return html`<div data-component="${tag}"${data}></div>`;
}

function section(title: string, fields: readonly ShownField[]): Html {
  if (fields.length === 0) return html``;
  const rows = fields.map(
    ({ name, label, type }) =>
      html`<div><dt>${label}</dt><dd data-field="${name}" data-type="${type}"></dd></div>\n`,
  );
  return html`<section class="host-panel"><h2>${title}</h2><dl>${rows}</dl></section>`;
}

function page(frame: PageFrame, title: string, content: Html): string {
  const { language, orgName, userName, viewer, given } = frame;
  const other = language === 'en' ? 'de' : 'en';
  // JSON inside of a script ends at the first "<".
  const json = { markup: JSON.stringify(given).replaceAll('<', '\\u003c') };
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} | Local preview</title>
<link rel="stylesheet" href="/assets/design-system.css"><link rel="stylesheet" href="/assets/page.css">
</head><body class="slds-scope">
<header><p class="host-preview">Local preview: the package’s real components against the real service. The page around them only plays Salesforce.</p>
<nav class="host-bar" aria-label="Pages"><a href="/lightning/page/home?language=${language}">Home</a>
<a href="/lightning/page/setup?language=${language}&viewer=admin">Setup</a>
<span>${orgName} · ${userName}</span><a href="?language=${other}&viewer=${viewer}">${other === 'de' ? 'Deutsch' : 'English'}</a></nav></header>
<main>${content}</main>
<script type="application/json" id="given">${json}</script>
<script src="/assets/platform.js"></script><script src="/assets/components.js"></script>
</body></html>`.markup;
}
