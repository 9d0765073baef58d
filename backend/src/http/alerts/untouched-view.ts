import { type ListedUntouched, UNTOUCHED_HOURS } from '../../use-cases/alerts/list-untouched.ts';
import { type Html, html } from '../page-html.ts';
import { type ChannelTexts, momentIn } from './texts/channel-texts.ts';

/** Where on the page hot leads that wait stand. */
export const UNTOUCHED_ID = 'untouched';

/** The section on hot leads that nobody has touched. */
export function untouchedSection(texts: ChannelTexts, { leads, hasMore }: ListedUntouched): Html {
  const { heading, intro, none, more } = texts.untouched;
  return html`<section aria-labelledby="${UNTOUCHED_ID}"><h2 id="${UNTOUCHED_ID}">${heading}</h2>
<p>${leads.length === 0 ? none(UNTOUCHED_HOURS) : intro(UNTOUCHED_HOURS)}</p>
${leads.length === 0 ? [] : html`<ul>${leads.map(lead => leadItem(texts, lead))}</ul>`}
${hasMore ? html`<p>${more}</p>` : []}</section>`;
}

function leadItem(texts: ChannelTexts, lead: ListedUntouched['leads'][number]): Html {
  const { nameless, hot, open } = texts.untouched;
  const who = [lead.name, lead.company].filter(Boolean).join(', ') || nameless;
  const links = lead.links.map(
    ({ crm, url }) => html` · <a href="${url}" aria-label="${open(crm)}: ${who}">${open(crm)}</a>`,
  );
  return html`<li><strong>${who}</strong> · ${hot(lead.scorePoints, momentIn(texts, lead.hotSince))}${links}</li>
`;
}
