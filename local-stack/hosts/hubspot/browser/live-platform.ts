import type { Platform } from './platform.ts';

/** What the server gives with a page. */
interface Given {
  /** The record's own part of the addresses below: `0-1/51`; of pages without a record it is null. */
  record: string | null;
  appId: number;
  /** Who looks. */
  viewer: string;
}

/** How often a record that is shown is read again. */
const READ_EVERY_MS = 2_000;

const given = JSON.parse(document.getElementById('given')?.textContent ?? '{}') as Given;

async function ask(path: string, content: object): Promise<Response> {
  const query = new URLSearchParams({ appId: String(given.appId), viewer: given.viewer });
  return fetch(`/ui/${path}?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(content),
  });
}

async function read<T>(path: string, content: object): Promise<T> {
  const response = await ask(path, content);
  const answer: unknown = await response.json();
  if (response.ok) return answer as T;
  throw new Error(
    (answer as { message?: string }).message ?? `The page's server answered ${response.status}`,
  );
}

const platform: Platform = {
  async fetch(url, { method, body, headers, timeout }) {
    const response = await ask('fetch', {
      ...{ requestUri: url, method: method ?? 'GET', requestBody: body, requestHeaders: headers },
      ...(timeout !== undefined && { requestTimeoutMillis: timeout }),
    });
    const text = await response.text();
    const answer = JSON.parse(text) as { status?: string; responseBody?: unknown };
    // A success is unwrapped; what failed is given as it is, and says so.
    const isSuccess = answer.status === 'success';
    return { status: response.status, body: isSuccess ? JSON.stringify(answer.responseBody) : text };
  },
  properties: names => read(`records/${given.record}`, { names }),
  associations: request => read(`associations/${given.record}`, request),
  search: request => read('search', request),
  act(name, parameters) {
    const { message = '', title, to = '/' } = (parameters ?? {}) as Record<string, string | undefined>;
    if (name === 'addAlert') say([title, message].filter(Boolean).join(': '));
    if (name === 'refreshObjectProperties') readAll();
    if (name === 'reloadPage') location.reload();
    if (name === 'navigateToPage') location.search = new URLSearchParams({ path: to }).toString();
  },
};

Object.assign(globalThis, { platform });

function say(text: string): void {
  const place = document.querySelector('[data-said]');
  if (place !== null) place.textContent = text;
}

const places = new Map(
  [...document.querySelectorAll<HTMLElement>('[data-property]')].map(place => [
    place.dataset.property ?? '',
    place,
  ]),
);
let last: string | undefined;

/** Keeps the properties beside the card as they are on the record, and tells extensions when one changed. */
async function readRecord(): Promise<void> {
  const properties = await platform.properties([...places.keys()]);
  const text = JSON.stringify(properties);
  if (text === last) return;
  for (const [name, place] of places) show(place, properties[name] ?? null);
  if (last !== undefined) document.dispatchEvent(new Event('records-read'));
  last = text;
}

/** A record that cannot be read just now is read with the next turn. */
function readAll(): void {
  readRecord().catch(() => undefined);
}

if (given.record !== null && places.size > 0) {
  readAll();
  setInterval(readAll, READ_EVERY_MS);
}

function show(place: HTMLElement, value: string | null): void {
  const text = value === null || value === '' ? '' : textOf(value, place.dataset.type);
  if (place.textContent === text) return;
  const isFirst = last === undefined;
  place.textContent = text;
  place.classList.toggle('host-changed', !isFirst);
}

function textOf(value: string, type: string | undefined): string {
  const style = { dateStyle: 'medium', timeStyle: 'medium' } as const;
  if (type === 'datetime') return new Date(value).toLocaleString(document.documentElement.lang, style);
  return value;
}
