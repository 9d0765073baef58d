import type { Timeline, TimelineEntry } from './card-view.ts';
import { type Calendar, formatAge, formatLabel, formatPoints, formatTime } from './format.ts';
import { type CardTexts, cardTexts } from './texts/card-texts.ts';

/** A visit, or one act elsewhere, as far as it is known. */
export interface ToldGroup {
  kind: 'visit' | 'act';
  from: Date;
  to: Date;
  /** What the score would lose without it, in whole points. */
  points: number;
  /** At least one, the most telling first. */
  acts: readonly ToldAct[];
}

/** Acts of one kind. */
export interface ToldAct {
  /** Of its signal. */
  label: string;
  count: number;
  /** What they were about, each once: names, subjects, pages. */
  about: readonly string[];
}

/** A card tells no more visits and acts than these, the newest. */
export const MOST_ENTRIES = 5;
const MOST_KINDS = 3;
const MOST_ABOUT = 2;
const MINUTE_MS = 60_000;

/** What the lead did of late, in the reader's words; null where it did nothing. */
export function buildTimeline(groups: readonly ToldGroup[], reader: Calendar): Timeline | null {
  if (groups.length === 0) return null;
  return {
    entries: groups.slice(0, MOST_ENTRIES).map(group => entryOf(group, reader)),
    note: { text: cardTexts(reader.locale).insight.pointsNote },
  };
}

function entryOf({ kind, from, to, points, acts }: ToldGroup, reader: Calendar): TimelineEntry {
  const texts = cardTexts(reader.locale);
  const time = formatTime(from, reader);
  const head = { kind, at: from.toISOString(), points };
  const [first] = acts;
  if (kind === 'act' && first !== undefined)
    return { ...head, text: texts.insight.act(sayAct(first, texts), time, formatPoints(points)), acts: [] };
  const lastsMs = to.getTime() - from.getTime();
  const length = lastsMs < MINUTE_MS ? undefined : formatAge(lastsMs, texts);
  const more = acts.slice(MOST_KINDS).reduce((sum, { count }) => sum + count, 0);
  const said = acts.slice(0, MOST_KINDS).map(act => texts.insight.times(act.count, sayAct(act, texts)));
  return {
    ...head,
    text: texts.insight.visit(time, length, formatPoints(points)),
    acts: [...said, ...(more === 0 ? [] : [texts.insight.moreActs(more)])].map(text => ({ text })),
  };
}

function sayAct({ label, about }: ToldAct, { ownLabels, fact }: CardTexts): string {
  const what = ownLabels.get(label) ?? formatLabel(label);
  const shown = about.slice(0, MOST_ABOUT).map(formatLabel);
  if (shown.length === 0) return what;
  return fact(what, `${shown.join(', ')}${about.length > MOST_ABOUT ? ', …' : ''}`);
}
