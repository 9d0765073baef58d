import { type Html, html } from '../html.ts';
import type { ViewerName } from '../viewer-name.ts';
import type { ShownExtension } from './browser/platform.ts';
import type { ShownProperty } from './portal/read-records.ts';

/** The languages that users of the host can choose. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What every page has. */
export interface PageFrame {
  language: Language;
  viewer: ViewerName;
  portalName: string;
  userName: string;
  /** What the page's script gets, see live-platform.ts. */
  given: { record: string | null; appId: number; viewer: ViewerName };
  /** Other pages of this host. */
  links: readonly { name: string; href: string; viewer: ViewerName }[];
  /** Where the service's own page is. */
  serviceUrl: string;
}

/** An extension and the title of its frame. */
export interface FramedExtension {
  title: string;
  shown: ShownExtension;
}

/** One of the places in which HubSpot shows a card. */
export interface CardPlace {
  name: string;
  href: string;
  isShown: boolean;
}

/** A record's page: its properties, and the app's card in the place that was chosen. */
export function recordPage(
  frame: PageFrame,
  record: { kind: string; title: string; properties: readonly ShownProperty[]; isNarrow: boolean },
  card: FramedExtension,
  places: readonly CardPlace[],
): string {
  const groups = [...new Set(record.properties.map(({ group }) => group))].sort(
    (a, b) => Number(b.startsWith('AIX')) - Number(a.startsWith('AIX')),
  );
  const sections = groups.map(group => section(group, record.properties));
  const links = places.map(
    ({ name, href, isShown }) =>
      html`<a href="${href}"${isShown ? html` aria-current="true"` : html``}>${name}</a> `,
  );
  const narrow = record.isNarrow ? ' host-narrow' : '';
  const fields = html`<div>${sections}</div>`;
  const shown = html`<section class="host-card" aria-label="${card.title}"><h2>${card.title}</h2>${extension(card.shown)}</section>`;
  return page(
    frame,
    record.title,
    html`<div class="host-panel"><p class="host-kind">${record.kind}</p><h1>${record.title}</h1>
<nav class="host-places" aria-label="Places of the card">${links}</nav></div>
<div class="host-columns${narrow}">${fields}${shown}</div>`,
  );
}

/** A page that belongs to one extension: settings, the app's own pages. */
export function extensionPage(frame: PageFrame, { title, shown }: FramedExtension): string {
  return page(
    frame,
    title,
    html`<h1 class="host-title">${title}</h1><section class="host-card">${extension(shown)}</section>`,
  );
}

/** In place of a page that there is none of. */
export function messagePage(frame: PageFrame, title: string, text: string): string {
  return page(frame, title, html`<section class="host-panel"><h1>${title}</h1><p>${text}</p></section>`);
}

function extension(shown: ShownExtension): Html {
  return html`<div data-extension="${JSON.stringify(shown)}"></div>`;
}

function section(group: string, properties: readonly ShownProperty[]): Html {
  const rows = properties
    .filter(property => property.group === group)
    .map(
      ({ name, label, type }) =>
        html`<div><dt>${label}</dt><dd data-property="${name}" data-type="${type}"></dd></div>\n`,
    );
  return html`<section class="host-panel"><h2>${group}</h2><dl>${rows}</dl></section>`;
}

function page(frame: PageFrame, title: string, content: Html): string {
  const { language, viewer, portalName, userName, given, links, serviceUrl } = frame;
  const other = language === 'en' ? 'de' : 'en';
  const pages = links.map(
    each => html`<a href="${each.href}?language=${language}&viewer=${each.viewer}">${each.name}</a> `,
  );
  // JSON inside of a script ends at the first "<".
  const json = { markup: JSON.stringify(given).replaceAll('<', '\\u003c') };
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} | Local preview</title><link rel="stylesheet" href="/assets/page.css">
</head><body>
<header><p class="host-preview">Local preview, not HubSpot: the app’s real bundle against the real service, with components of our own.</p>
<nav class="host-bar" aria-label="Pages">${pages}<a href="${serviceUrl}">The service’s own page</a>
<span>${portalName} · ${userName}</span><a href="?language=${other}&viewer=${viewer}">${other === 'de' ? 'Deutsch' : 'English'}</a></nav></header>
<main><p data-said role="status"></p>${content}</main>
<script type="application/json" id="given">${json}</script>
<script src="/assets/live-platform.js"></script><script src="/assets/host.js"></script>
</body></html>`.markup;
}
