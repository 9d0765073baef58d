import type { Locale } from '@aix/shared-scoring';
import type { ChannelState } from '../../store/alerts/channel-states.ts';
import { CHANNEL_KINDS, type ChannelKind } from '../../store/alerts/channels.ts';
import type { Digest } from '../../store/alerts/digests.ts';
import type { Connection } from '../../store/connections.ts';
import { KEEP_DELIVERIES_DAYS } from '../../use-cases/access/clean-up.ts';
import type { ListedUntouched } from '../../use-cases/alerts/list-untouched.ts';
import { type Html, html, page } from '../page-html.ts';
import { type ChannelTexts, channelTexts, momentIn } from './texts/channel-texts.ts';
import { untouchedSection } from './untouched-view.ts';

/** All that the page shows. */
export interface ChannelPage {
  locale: Locale;
  /** Its name: whose channels these are. */
  tenant: string;
  channels: readonly ChannelState[];
  connections: readonly Pick<Connection, 'connectionId' | 'name'>[];
  /** Hot leads that wait. */
  untouched: ListedUntouched;
  /** Why there is no e-mail here; null where there is. */
  noMail: string | null;
  /** What came of what the admin just did. */
  said?: Said | undefined;
  /** The kind whose form stays open, because something in it is to be mended. */
  openKind?: string | undefined;
  /** What the admin typed there. */
  typed?: Readonly<Record<string, unknown>> | undefined;
  /** A new one for each time the page is shown. */
  key: string;
}

/** What came of what an admin did. */
export interface Said {
  isGood: boolean;
  title: string;
  /** In the language of the page. */
  text?: string;
  /** In its place, in English, as it is kept. */
  reason?: string;
  secret?: string;
}

/** The page where an admin says where alerts go, and sees how that goes. */
export function channelPage(shown: ChannelPage): string {
  const { channels, said, locale } = shown;
  const texts = channelTexts(locale);
  return page(
    texts.title,
    html`<p><strong>${shown.tenant}</strong>: ${texts.intro} <a href="/">${texts.back}</a></p>
${said === undefined ? NOTHING : saidBox(texts, said)}
<h2>${texts.channels}</h2>
${channels.length === 0 ? html`<p>${texts.none}</p>` : channels.map(each => channelBox(texts, each))}
<h2>${texts.addHeading}</h2>
${[...CHANNEL_KINDS].sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other)).map(kind => addForm(texts, kind, shown))}
<datalist id="time-zones">${Intl.supportedValuesOf('timeZone').map(zone => html`<option value="${zone}"></option>`)}</datalist>
${untouchedSection(texts, shown.untouched)}`,
    locale,
  );
}

const NOTHING = html``;
const ORDER: readonly ChannelKind[] = ['slack', 'email', 'crm_task', 'webhook'];

/** A reason in the page's language, or marked as English. */
function reasonOf(texts: ChannelTexts, text: string): Html {
  const said = texts.reason(text);
  return said === undefined ? html`<span lang="en">${text}</span>` : html`${said}`;
}

function saidBox(texts: ChannelTexts, { isGood, title, text, reason, secret }: Said): Html {
  return html`<div class="box ${isGood ? 'good' : 'bad'}" role="${isGood ? 'status' : 'alert'}"><p><strong>${title}</strong></p><p>${reason === undefined ? (text ?? '') : reasonOf(texts, reason)}</p>
${secret === undefined ? NOTHING : html`<p><code>${secret}</code></p>`}</div>`;
}

function channelBox(texts: ChannelTexts, channel: ChannelState): Html {
  const { removing } = texts;
  const { channelId, kind, name, shown, crossings } = channel;
  const isSilent = channel.disabledAt !== null || channel.pausedAt !== null;
  const isAsked = channel.confirmedAt === null;
  return html`<section class="box${channel.disabledAt === null ? '' : ' bad'}" aria-labelledby="c-${channelId}">
<h3 id="c-${channelId}">${name}</h3>
<p>${texts.kinds[kind].name} · ${shown}</p>
<p>${texts.tells(crossings.map(each => texts.crossings[each]).join(', '), whenOf(texts, channel))}</p>
<p>${stateOf(texts, channel)}</p>
${givenUp(texts, channel)}
<div class="row">
${kind === 'crm_task' || isAsked ? NOTHING : button(texts, channel, 'test')}
${isAsked ? button(texts, channel, 'confirmation') : NOTHING}
${isAsked && !isSilent ? NOTHING : isSilent ? button(texts, channel, 'enable') : button(texts, channel, 'pause')}
${channel.deadLetters === 0 || channel.disabledAt !== null ? NOTHING : button(texts, channel, 'retry')}
<details><summary aria-label="${removing.label(name)}">${removing.summary}</summary>
<p>${removing.warning}</p>
${button(texts, channel, 'remove')}</details>
</div></section>`;
}

function button(
  { buttons }: ChannelTexts,
  { channelId, name }: ChannelState,
  what: keyof ChannelTexts['buttons'],
): Html {
  const label = buttons[what];
  return html`<form method="post" action="/alert-channels/${channelId}/${what}"><button aria-label="${label}: ${name}">${label}</button></form>`;
}

function whenOf(texts: ChannelTexts, { digest, isQuiet }: ChannelState): string {
  return `${digestWords(texts, digest)}${isQuiet ? texts.inWorkingHours : ''}`;
}

function digestWords(texts: ChannelTexts, digest: Digest | null): string {
  if (digest === null) return texts.atOnce;
  if (digest.every === 'hour') return texts.hourly;
  return texts.daily(`${String(digest.hour).padStart(2, '0')}:00`, digest.timeZone);
}

function stateOf(texts: ChannelTexts, channel: ChannelState): Html {
  const { states } = texts;
  const heading = headingOf(texts, channel);
  if (channel.confirmedAt === null) return heading;
  const { lastDeliveredAt, waiting } = channel;
  const last =
    lastDeliveredAt === null
      ? states.noneDelivered(KEEP_DELIVERIES_DAYS)
      : states.lastDelivered(momentIn(texts, lastDeliveredAt));
  const count = waiting > 0 ? ` · ${states.waitingCount(waiting)}` : '';
  return html`${heading} · ${last}${count}`;
}

/** Of a disabled channel its heading says why. */
function givenUp(texts: ChannelTexts, { deadLetters, deadReason, disabledAt }: ChannelState): Html {
  if (deadLetters === 0) return NOTHING;
  const isSaid = deadReason === null || disabledAt !== null;
  const because = isSaid ? NOTHING : texts.states.because(reasonOf(texts, deadReason));
  return html`<p>${texts.states.givenUp(deadLetters)}${because}</p>`;
}

function headingOf(texts: ChannelTexts, channel: ChannelState): Html {
  const { disabledAt, disabledReason, pausedAt, lastFailure, confirmedAt } = channel;
  const { states } = texts;
  if (disabledAt !== null)
    return states.disabled(momentIn(texts, disabledAt), reasonOf(texts, disabledReason ?? ''));
  if (pausedAt !== null) return states.paused(momentIn(texts, pausedAt));
  if (lastFailure !== null) return states.failing(reasonOf(texts, lastFailure));
  return confirmedAt === null ? states.waiting : html`${states.working}`;
}

function addForm(texts: ChannelTexts, kind: ChannelKind, shown: ChannelPage): Html {
  const { noMail, connections, openKind, key } = shown;
  const { form } = texts;
  const { add } = texts.kinds[kind];
  if (kind === 'email' && noMail !== null)
    return html`<details><summary>${add}</summary><p>${reasonOf(texts, noMail)}.</p></details>`;
  if (kind === 'crm_task' && connections.length === 0)
    return html`<details><summary>${add}</summary><p>${texts.noCrm}</p></details>`;
  const typed = openKind === kind ? (shown.typed ?? {}) : {};
  const said = (name: string) => (typeof typed[name] === 'string' ? typed[name] : '');
  const ticked = openKind === kind ? [typed.crossings ?? []].flat() : ['hot-up'];
  const id = (name: string) => `${kind}-${name}`;
  const box = (name: string, value: string, { isOn, label }: { isOn: boolean; label: string }) =>
    html`<label class="choice"><input type="checkbox" name="${name}" value="${value}"${isOn ? CHECKED : NOTHING}> ${label}</label>`;
  return html`<details${openKind === kind ? OPEN : NOTHING}><summary>${add}</summary>
<form class="box" method="post" action="/alert-channels" autocomplete="off">
<input type="hidden" name="kind" value="${kind}"><input type="hidden" name="key" value="${key}-${kind}">
<label for="${id('name')}">${form.name}</label><input id="${id('name')}" name="name" required maxlength="80" value="${said('name')}">
${whereInput(kind, { form, id, said, connections })}
<fieldset><legend>${form.crossings}</legend>${Object.entries(texts.crossings).map(([value, label]) => box('crossings', value, { isOn: ticked.includes(value), label }))}</fieldset>
${kind === 'crm_task' ? NOTHING : whenInputs({ form, id, said })}
<p>${box('isQuiet', 'yes', { isOn: typed.isQuiet !== undefined, label: form.quiet })}</p>
<p><button>${add}</button></p>
</form></details>`;
}

const CHECKED = html` checked`;
const OPEN = html` open`;
const SELECTED = html` selected`;

interface Inputs {
  form: ChannelTexts['form'];
  id: (name: string) => string;
  /** What the admin typed into it. */
  said: (name: string) => string;
}

function whereInput(
  kind: ChannelKind,
  { form, id, said, connections }: Inputs & Pick<ChannelPage, 'connections'>,
): Html {
  if (kind === 'crm_task')
    return html`<label for="${id('connectionId')}">${form.crm}</label><select id="${id('connectionId')}" name="connectionId">
${connections.map(each => html`<option value="${each.connectionId}"${said('connectionId') === each.connectionId ? SELECTED : NOTHING}>${each.name}</option>`)}</select>`;
  if (kind === 'email')
    return html`<label for="${id('address')}">${form.address}</label><input id="${id('address')}" name="address" type="email" required maxlength="254" value="${said('address')}">`;
  const label = kind === 'slack' ? form.slackUrl : form.webhookUrl;
  return html`<label for="${id('url')}">${label}</label><input id="${id('url')}" name="url" type="url" required maxlength="2000" value="${said('url')}">`;
}

function whenInputs({ form, id, said }: Inputs): Html {
  const option = (value: string, label: string, isOn: boolean) =>
    html`<option value="${value}"${isOn ? SELECTED : NOTHING}>${label}</option>`;
  const whens = { now: form.now, hour: form.hour, day: form.day };
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour));
  const hour = said('hour') || '8';
  return html`<label for="${id('when')}">${form.when}</label><select id="${id('when')}" name="when">${Object.entries(whens).map(([value, label]) => option(value, label, said('when') === value))}</select>
<div class="if-daily"><label for="${id('hour')}">${form.atHour}</label><select id="${id('hour')}" name="hour">${hours.map(each => option(each, `${each.padStart(2, '0')}:00`, each === hour))}</select></div>
<div class="if-gathered"><label for="${id('timeZone')}">${form.timeZone}</label><input id="${id('timeZone')}" name="timeZone" list="time-zones" maxlength="64" value="${said('timeZone') || 'UTC'}"></div>`;
}
