import HottestLeads from 'c/hottestLeads';
import ScoreCard from 'c/scoreCard';
import ScoringSetup from 'c/scoringSetup';
import { createElement } from 'lwc';
import type { Platform } from './platform.ts';

const COMPONENTS: Readonly<Record<string, unknown>> = {
  'c-hottest-leads': HottestLeads,
  'c-score-card': ScoreCard,
  'c-scoring-setup': ScoringSetup,
};

const { platform } = globalThis as unknown as { platform: Platform };

/** Puts the package's components where the page wants them. */
for (const place of document.querySelectorAll<HTMLElement>('[data-component]')) {
  const { component = '', count, recordId } = place.dataset;
  const properties = { ...(count && { count: Number(count) }), ...(recordId && { recordId }) };
  const element = createElement(component, { is: COMPONENTS[component] });
  place.append(Object.assign(element, properties));
}

/** Keeps the fields beside the card as they are on the record, and marks those that just changed. */
for (const list of document.querySelectorAll<HTMLElement>('[data-record-fields]')) {
  const places = new Map(
    [...list.querySelectorAll<HTMLElement>('[data-field]')].map(place => [place.dataset.field ?? '', place]),
  );
  platform.watchRecord(list.dataset.recordFields ?? '', [...places.keys()], ({ data }) => {
    for (const [name, place] of places) showValue(place, data?.fields[name]?.value);
  });
}

function showValue(place: HTMLElement, value: unknown): void {
  const text = value === null || value === undefined ? '' : textOf(value, place.dataset.type);
  if (place.textContent === text) return;
  const isFirst = place.dataset.isShown === undefined;
  place.dataset.isShown = '';
  place.textContent = text;
  place.classList.toggle('host-changed', !isFirst);
}

function textOf(value: unknown, type: string | undefined): string {
  const { locale, timeZone } = platform.i18n;
  if (type === 'datetime')
    return new Date(String(value)).toLocaleString(locale, {
      dateStyle: 'medium',
      timeStyle: 'medium',
      timeZone,
    });
  if (typeof value === 'boolean') return value ? '☑' : '☐';
  return typeof value === 'number' ? value.toLocaleString(locale) : String(value);
}
