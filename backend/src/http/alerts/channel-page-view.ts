import type { ChannelState } from '../../store/alerts/channel-states.ts';
import { CHANNEL_KINDS, type ChannelKind, type CrossingKind } from '../../store/alerts/channels.ts';
import type { Digest } from '../../store/alerts/digests.ts';
import type { Connection } from '../../store/connections.ts';
import { type Html, html, page } from '../page-html.ts';

/** All that the page shows. */
export interface ChannelPage {
  /** Its name: whose channels these are. */
  tenant: string;
  channels: readonly ChannelState[];
  connections: readonly Pick<Connection, 'connectionId' | 'name'>[];
  /** Why there is no e-mail here; null where there is. */
  noMail: string | null;
  /** What came of what the admin just did. */
  said?: { isGood: boolean; title: string; text: string; secret?: string } | undefined;
  /** The kind whose form stays open, because something in it is to be mended. */
  openKind?: string | undefined;
  /** What the admin typed there. */
  typed?: Readonly<Record<string, unknown>> | undefined;
  /** A new one for each time the page is shown. */
  key: string;
}

const KINDS: Record<ChannelKind, { name: string; add: string }> = {
  slack: { name: 'Slack', add: 'Add a Slack channel' },
  email: { name: 'E-mail', add: 'Add an e-mail address' },
  webhook: { name: 'Webhook', add: 'Add a webhook' },
  crm_task: { name: 'Tasks in the CRM', add: 'Add tasks in the CRM' },
};

const CROSSINGS: Record<CrossingKind, string> = {
  'hot-up': 'rises to Hot',
  'hot-down': 'falls below Hot',
  'warm-up': 'rises to Warm',
  'warm-down': 'falls below Warm',
  'nurture-up': 'rises to Nurture',
  'nurture-down': 'falls below Nurture',
};

/** The page where an admin says where alerts go, and sees how that goes. */
export function channelPage(shown: ChannelPage): string {
  const { channels, said } = shown;
  return page(
    'Alert channels',
    html`<p><strong>${shown.tenant}</strong>: where your people and systems hear that a lead’s score passed a threshold, each passage once. <a href="/">Back to the overview</a></p>
${said === undefined ? NOTHING : saidBox(said)}
<h2>Your channels</h2>
${channels.length === 0 ? html`<p>There are none yet: nobody is told when a lead becomes hot.</p>` : channels.map(channelBox)}
<h2>Add a channel</h2>
${[...CHANNEL_KINDS].sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other)).map(kind => addForm(kind, shown))}
<datalist id="time-zones">${Intl.supportedValuesOf('timeZone').map(zone => html`<option value="${zone}"></option>`)}</datalist>`,
  );
}

const NOTHING = html``;
const ORDER: readonly ChannelKind[] = ['slack', 'email', 'crm_task', 'webhook'];

function saidBox({ isGood, title, text, secret }: NonNullable<ChannelPage['said']>): Html {
  return html`<div class="box ${isGood ? 'good' : 'bad'}" role="${isGood ? 'status' : 'alert'}"><p><strong>${title}</strong></p><p>${text}</p>
${secret === undefined ? NOTHING : html`<p><code>${secret}</code></p>`}</div>`;
}

function channelBox(channel: ChannelState): Html {
  const { channelId, kind, name, shown, crossings } = channel;
  const isSilent = channel.disabledAt !== null || channel.pausedAt !== null;
  const isAsked = channel.confirmedAt === null;
  return html`<section class="box${channel.disabledAt === null ? '' : ' bad'}" aria-labelledby="c-${channelId}">
<h3 id="c-${channelId}">${name}</h3>
<p>${KINDS[kind].name} · ${shown}</p>
<p>Tells when a lead ${crossings.map(each => CROSSINGS[each]).join(', ')} · ${whenOf(channel)}</p>
<p>${stateOf(channel)}</p>
<div class="row">
${kind === 'crm_task' || isAsked ? NOTHING : button(channel, 'test', 'Send a test')}
${isAsked ? button(channel, 'confirmation', 'Send again') : NOTHING}
${isAsked && !isSilent ? NOTHING : isSilent ? button(channel, 'enable', 'Resume') : button(channel, 'pause', 'Pause')}
<details><summary aria-label="Remove ${name} …">Remove …</summary>
<p>Its deliveries are removed with it, also those that wait. This cannot be undone.</p>
${button(channel, 'remove', 'Remove for good')}</details>
</div></section>`;
}

function button({ channelId, name }: ChannelState, what: string, label: string): Html {
  return html`<form method="post" action="/alert-channels/${channelId}/${what}"><button aria-label="${label}: ${name}">${label}</button></form>`;
}

function whenOf({ digest, isQuiet }: Pick<ChannelState, 'digest' | 'isQuiet'>): string {
  return `${digestWords(digest)}${isQuiet ? ', within working hours' : ''}`;
}

function digestWords(digest: Digest | null): string {
  if (digest === null) return 'at once';
  if (digest.every === 'hour') return 'gathered every hour';
  return `gathered daily at ${String(digest.hour).padStart(2, '0')}:00 (${digest.timeZone})`;
}

function stateOf(channel: ChannelState): Html {
  const { lastDeliveredAt, lastFailure, waiting, deadLetters, disabledReason } = channel;
  const heading =
    channel.disabledAt !== null
      ? html`<strong>Disabled</strong> since ${moment(channel.disabledAt)}: ${disabledReason ?? ''}. Resume it once that is mended`
      : channel.pausedAt !== null
        ? html`<strong>Paused</strong> since ${moment(channel.pausedAt)}`
        : lastFailure !== null
          ? html`<strong>Failing</strong>: ${lastFailure}. It is tried again`
          : channel.confirmedAt === null
            ? html`<strong>Waiting for confirmation</strong>: an e-mail with a link went there, and nothing else does until its reader confirms`
            : html`Working`;
  if (channel.confirmedAt === null) return heading;
  const last =
    lastDeliveredAt === null ? html`nothing delivered yet` : html`last delivered ${moment(lastDeliveredAt)}`;
  const counts = [
    ...(waiting > 0 ? [` · ${waiting} waiting`] : []),
    ...(deadLetters > 0 ? [` · ${deadLetters} given up`] : []),
  ];
  return html`${heading} · ${last}${counts.join('')}`;
}

const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

function moment(at: Date): Html {
  return html`<time datetime="${at.toISOString()}">${MOMENT.format(at)} UTC</time>`;
}

function addForm(kind: ChannelKind, shown: ChannelPage): Html {
  const { noMail, connections, openKind, key } = shown;
  const { add } = KINDS[kind];
  if (kind === 'email' && noMail !== null)
    return html`<details><summary>${add}</summary><p>${noMail}.</p></details>`;
  if (kind === 'crm_task' && connections.length === 0)
    return html`<details><summary>${add}</summary><p>No CRM is connected yet.</p></details>`;
  const typed = openKind === kind ? (shown.typed ?? {}) : {};
  const said = (name: string) => (typeof typed[name] === 'string' ? typed[name] : '');
  const ticked = openKind === kind ? [typed.crossings ?? []].flat() : ['hot-up'];
  const id = (name: string) => `${kind}-${name}`;
  const box = (name: string, value: string, { isOn, label }: { isOn: boolean; label: string }) =>
    html`<label class="choice"><input type="checkbox" name="${name}" value="${value}"${isOn ? CHECKED : NOTHING}> ${label}</label>`;
  return html`<details${openKind === kind ? OPEN : NOTHING}><summary>${add}</summary>
<form class="box" method="post" action="/alert-channels" autocomplete="off">
<input type="hidden" name="kind" value="${kind}"><input type="hidden" name="key" value="${key}-${kind}">
<label for="${id('name')}">Name</label><input id="${id('name')}" name="name" required maxlength="80" value="${said('name')}">
${whereInput(kind, { id, said, connections })}
<fieldset><legend>Tell when a lead …</legend>${Object.entries(CROSSINGS).map(([value, label]) => box('crossings', value, { isOn: ticked.includes(value), label }))}</fieldset>
${kind === 'crm_task' ? NOTHING : whenInputs({ id, said })}
<p>${box('isQuiet', 'yes', { isOn: typed.isQuiet !== undefined, label: 'Only within working hours; what happens outside of them is told when they begin' })}</p>
<p><button>${add}</button></p>
</form></details>`;
}

const CHECKED = html` checked`;
const OPEN = html` open`;
const SELECTED = html` selected`;

interface Inputs {
  id: (name: string) => string;
  /** What the admin typed into it. */
  said: (name: string) => string;
}

function whereInput(
  kind: ChannelKind,
  { id, said, connections }: Inputs & Pick<ChannelPage, 'connections'>,
): Html {
  if (kind === 'crm_task')
    return html`<label for="${id('connectionId')}">In which CRM</label><select id="${id('connectionId')}" name="connectionId">
${connections.map(each => html`<option value="${each.connectionId}"${said('connectionId') === each.connectionId ? SELECTED : NOTHING}>${each.name}</option>`)}</select>`;
  if (kind === 'email')
    return html`<label for="${id('address')}">E-mail address</label><input id="${id('address')}" name="address" type="email" required maxlength="254" value="${said('address')}">`;
  const label = kind === 'slack' ? 'Address of the incoming webhook in Slack' : 'Address of your system';
  return html`<label for="${id('url')}">${label}, beginning with https://</label><input id="${id('url')}" name="url" type="url" required maxlength="2000" value="${said('url')}">`;
}

function whenInputs({ id, said }: Inputs): Html {
  const option = (value: string, label: string, isOn: boolean) =>
    html`<option value="${value}"${isOn ? SELECTED : NOTHING}>${label}</option>`;
  const whens = { now: 'At once', hour: 'Gathered, every full hour', day: 'Gathered, once a day' };
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour));
  const hour = said('hour') || '8';
  return html`<label for="${id('when')}">When</label><select id="${id('when')}" name="when">${Object.entries(whens).map(([value, label]) => option(value, label, said('when') === value))}</select>
<label for="${id('hour')}">If once a day, at</label><select id="${id('hour')}" name="hour">${hours.map(each => option(each, `${each.padStart(2, '0')}:00`, each === hour))}</select>
<label for="${id('timeZone')}">Time zone</label><input id="${id('timeZone')}" name="timeZone" list="time-zones" maxlength="64" value="${said('timeZone') || 'UTC'}">`;
}
