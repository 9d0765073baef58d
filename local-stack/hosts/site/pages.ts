import { type Html, html } from '../html.ts';
import type { SiteState } from './browser/live.ts';
import { panel } from './panel.ts';
import type { SiteHostOptions, SiteVisitor } from './site-host.ts';

/** A page of the site. */
export interface SitePage {
  path: string;
  name: string;
  title: string;
  content: Html;
}

/** A small bank's site: what a visitor does here, the tracker tells. */
export const SITE_PAGES: readonly SitePage[] = [
  {
    path: '/',
    name: 'Home',
    title: 'Savings for people who plan ahead',
    content: html`<p>Term deposits with a rate that stays until the end. Look at the <a href="/pricing">rates</a>, read
<a href="/docs">how it works</a>, or <a href="/contact">talk to us</a>.</p>`,
  },
  {
    path: '/pricing',
    name: 'Pricing',
    title: 'Rates',
    content: html`<table><thead><tr><th scope="col">Term</th><th scope="col">Rate a year</th></tr></thead><tbody>
<tr><td>6 months</td><td>2.1 %</td></tr><tr><td>12 months</td><td>2.6 %</td></tr><tr><td>36 months</td><td>2.9 %</td></tr></tbody></table>
<p><button type="button" class="strong" data-aix-click="demo_request">Ask for a demo</button></p>`,
  },
  {
    path: '/docs',
    name: 'Docs',
    title: 'How it works',
    content: html`<ol><li>You choose a term.</li><li>We keep the rate until it ends.</li><li>You have your money back, with interest.</li></ol>
<p><button type="button" data-aix-click="content_download">Download the brochure</button></p>`,
  },
  {
    path: '/contact',
    name: 'Contact',
    title: 'Talk to us',
    content: html`<form id="contact" method="post" action="/contact">
<p><label>Phone <input name="phone" autocomplete="off"></label></p>
<p><label>What is it about? <textarea name="question" rows="3"></textarea></label></p>
<p><button class="strong">Send</button></p></form>
<p class="small">Only the names of these fields are told, never what you write.</p>`,
  },
];

/** Where the form leads, so that what was written stands in no address and is not sent again by a reload. */
export const THANKS_PAGE: SitePage = {
  path: '/contact/thanks',
  name: 'Thank you',
  title: 'Thank you',
  content: html`<p>We call you back. (Nobody will: this bank is made up, and its server does not read what you wrote.)</p>
<p><a href="/">Back to the start</a></p>`,
};

/** A page of the site with the tag in it, and the panel beside it. */
export function sitePage(
  page: SitePage,
  { serviceUrl, publicKey }: Pick<SiteHostOptions, 'serviceUrl' | 'publicKey'>,
  { visitor, ...given }: { visitor: SiteVisitor; token: string; state: SiteState },
): string {
  const links = SITE_PAGES.map(
    ({ path, name }) =>
      html`<a href="${path}"${path === page.path ? html` aria-current="page"` : html``}>${name}</a> `,
  );
  return frame(
    page.name,
    html`<script>window.aix = window.aix || function () { (aix.q = aix.q || []).push(arguments) }</script>
<script async src="${serviceUrl}/v1/tracker.js" data-key="${publicKey}"></script>
<script type="module" blocking="render" src="/assets/panel.js"></script>`,
    html`<div class="columns"><div class="site"><nav aria-label="Site"><b>Demo bank</b>${links}</nav>
<main><h1>${page.title}</h1>${page.content}</main>
<section class="consent" aria-label="Consent" data-consent hidden><p>May we note what you look at on this site? It helps us to call first
who is interested.</p>
<p class="small" data-unkept hidden>Your browser keeps nothing for this site: your answer holds for this page only.</p>
<p><button type="button" class="strong" data-answer="yes">Agree</button>
<button type="button" data-answer="no">No, thanks</button></p></section>
<footer><button type="button" data-answer="ask" hidden>Change consent</button></footer></div>
${panel(visitor, given.state, serviceUrl)}</div>
<script type="application/json" id="given">${{ markup: JSON.stringify(given).replaceAll('<', '\\u003c') }}</script>`,
  );
}

/** Instead of the site, where nobody could visit it. */
export function nobodyPage({ serviceUrl }: Pick<SiteHostOptions, 'serviceUrl'>): string {
  return frame(
    'Nobody to visit as',
    html``,
    html`<main class="site alone"><h1>Nobody to visit as</h1><p>The site is visited as an open lead that has a score and stands in both CRMs,
and there is none. <code>npm start -- --fresh</code> without <code>--leads</code> makes thousands.</p>
<p><a href="${serviceUrl}">Leads, model and API</a></p></main>`,
  );
}

function frame(name: string, head: Html, body: Html): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name} | Demo bank | Local preview</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/page.css">
${head}</head><body>
<header class="preview">Local preview: a made-up bank, made-up people, and stand-ins of both CRMs. Tracker and service are the real ones.</header>
${body}</body></html>`.markup;
}
