import type { CardView } from 'c/cardContent';
import ScoreCard from 'c/scoreCard';
import { getRecord, getRecords } from 'lightning/uiRecordApi';
import { createElement } from 'lwc';

export const RECORD_ID = '00Q000000000001AAA';

/** Puts the card on the page of a lead. */
export function openCard(): HTMLElement {
  const card = createElement('c-score-card', { is: ScoreCard });
  Object.assign(card, { recordId: RECORD_ID });
  document.body.append(card);
  return card;
}

/** Lets Lightning Data Service answer with these fields; one that is not among them may not be read. */
export function emitFields(fields: Record<string, unknown>): void {
  const entries = Object.entries(fields).map(([name, value]) => [name, { value, displayValue: null }]);
  (getRecord as unknown as { emit(record: unknown): void }).emit({ fields: Object.fromEntries(entries) });
}

/** Lets Lightning Data Service answer with the names of other leads, by their ids; null for one that may not be seen. */
export function emitNames(names: Readonly<Record<string, string | null>>): void {
  const results = Object.entries(names).map(([id, value]) => {
    if (value === null) return { statusCode: 404 };
    return { statusCode: 200, result: { id, fields: { Name: { value, displayValue: null } } } };
  });
  (getRecords as unknown as { emit(records: unknown): void }).emit({ results });
}

/** Waits until answers that are already given are painted. */
export async function painted(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

/** All that a reader finds in an element, shadow trees included, with single blanks. */
export function textOf(element: Node): string {
  return readableParts(element)
    .join(' ')
    .replace(/[ \n]+/g, ' ')
    .trim();
}

function readableParts(node: Node): string[] {
  if (node.nodeType === Node.TEXT_NODE) return [node.textContent ?? ''];
  const { shadowRoot } = node as Element;
  return [...(shadowRoot?.childNodes ?? []), ...node.childNodes].flatMap(readableParts);
}

/** The first element that matches, however deep in shadow trees; null when there is none. */
export function find(selector: string, root: Element | ShadowRoot): HTMLElement | null {
  for (const element of root.querySelectorAll('*')) {
    if (element.matches(selector)) return element as HTMLElement;
    const inside = element.shadowRoot && find(selector, element.shadowRoot);
    if (inside) return inside;
  }
  return null;
}

/** Every sentence of a finished card. */
export function sentencesOf(view: CardView): string[] {
  return Object.entries(view).flatMap(([key, value]) => {
    if (typeof value === 'string') return ['text', 'title', 'help', 'startText'].includes(key) ? [value] : [];
    return value !== null && typeof value === 'object' ? sentencesOf(value as CardView) : [];
  });
}
