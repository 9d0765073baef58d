import type { Locale } from '@aix/shared-scoring';
import type { ChannelKind, CrossingKind } from '../../../store/alerts/channels.ts';
import { type Html, html } from '../../page-html.ts';
import { DE } from './de.ts';
import { EN } from './en.ts';

/** What happened, and what to do of it. */
export interface Saying {
  title: string;
  text: string;
}

/** Every word of the page of alert channels, in one language. */
export interface ChannelTexts {
  title: string;
  /** After the tenant's name. */
  intro: string;
  back: string;
  channels: string;
  none: string;
  addHeading: string;
  noCrm: string;
  kinds: Record<ChannelKind, { name: string; add: string }>;
  crossings: Record<CrossingKind, string>;
  /** @param crossings what happens to a lead. @param when how it is told */
  tells(crossings: string, when: string): string;
  atOnce: string;
  hourly: string;
  /** @param hour 08:00 */
  daily(hour: string, timeZone: string): string;
  inWorkingHours: string;
  buttons: Record<'test' | 'confirmation' | 'enable' | 'pause' | 'remove' | 'retry', string>;
  removing: { summary: string; label(name: string): string; warning: string };
  states: {
    disabled(since: Html, reason: Html): Html;
    paused(since: Html): Html;
    failing(reason: Html): Html;
    waiting: Html;
    working: string;
    /** @param keptDays for so long it is known */
    noneDelivered(keptDays: number): string;
    lastDelivered(at: Html): Html;
    waitingCount(count: number): string;
    givenUp(count: number): string;
    /** After the count. @param reason of the last one */
    because(reason: Html): Html;
  };
  form: Record<
    | 'name'
    | 'crm'
    | 'address'
    | 'slackUrl'
    | 'webhookUrl'
    | 'crossings'
    | 'quiet'
    | 'when'
    | 'now'
    | 'hour'
    | 'day'
    | 'atHour'
    | 'timeZone',
    string
  >;
  /** What is wrong in a form, by field. */
  problems: Record<'name' | 'crossings' | 'digest' | 'connectionId' | 'incomplete', string>;
  said: {
    added(name: string): string;
    notAdded: string;
    /** What to do after a channel was added. */
    next: Record<ChannelKind | 'secret', string>;
    noChannel: Saying;
    testArrived(name: string): Saying;
    testFailed(name: string): string;
    asked(name: string): Saying;
    notAsked(name: string): string;
    underWay: string;
  };
  /** Hot leads that wait. */
  untouched: {
    heading: string;
    /** @param hours for so long they have been hot */
    intro(hours: number): string;
    none(hours: number): string;
    nameless: string;
    hot(scorePoints: number, since: Html): Html;
    /** Of a link. @param crm as people call it */
    open(crm: string): string;
    more: string;
  };
  /** How it writes moments, as `Intl` names languages. */
  language: string;
  /** A reason that is kept in English; undefined where this language has no words for it. */
  reason(text: string): string | undefined;
}

const TEXTS: Readonly<Record<Locale, ChannelTexts>> = { en: EN, de: DE };

/** The words of one language. */
export function channelTexts(locale: Locale): ChannelTexts {
  return TEXTS[locale];
}

/** A moment in one language. */
export function momentIn({ language }: Pick<ChannelTexts, 'language'>, at: Date): Html {
  const format = new Intl.DateTimeFormat(language, {
    ...{ dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' },
  });
  return html`<time datetime="${at.toISOString()}">${format.format(at)} UTC</time>`;
}
