import type { Platform, RecordData } from './platform.ts';

/** What the server gives with a page. */
interface Given extends Pick<Platform, 'labels' | 'permissions' | 'i18n' | 'user'> {
  /** `en` or `de`; calls carry it. */
  language: string;
  /** Whose page it is: `rep` or `admin`; calls carry it. */
  viewer: string;
}

/** How often a record that is shown is read again. */
const READ_EVERY_MS = 2_000;

const given = JSON.parse(document.getElementById('given')?.textContent ?? '{}') as Given;

interface Watcher {
  recordId: string;
  fields: readonly string[];
  receive: Parameters<Platform['watchRecord']>[2];
  /** What was given last, to tell whether a record changed. */
  last: string;
}

const watchers = new Set<Watcher>();

async function readRecord(watcher: Watcher): Promise<void> {
  const query = new URLSearchParams({ fields: watcher.fields.join(',') });
  const response = await fetch(`/ui/records/Lead/${watcher.recordId}?${query}`);
  if (!watchers.has(watcher)) return;
  const text = await response.text();
  if (text === watcher.last) return;
  watcher.last = text;
  watcher.receive(response.ok ? { data: JSON.parse(text) as RecordData } : { error: JSON.parse(text) });
}

/** A record that cannot be read just now is read with the next turn. */
function readAll(recordIds?: readonly string[]): void {
  for (const watcher of watchers)
    if (recordIds === undefined || recordIds.includes(watcher.recordId))
      readRecord(watcher).catch(() => undefined);
}

setInterval(readAll, READ_EVERY_MS);

const platform: Platform = {
  ...given,
  async callApex(method, parameters = {}) {
    const response = await fetch(
      `/ui/apex/${method}?${new URLSearchParams({ language: given.language, viewer: given.viewer })}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(parameters),
      },
    );
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    throw { body: answer };
  },
  watchRecord(recordId, fields, receive) {
    const watcher = { recordId, fields, receive, last: '' };
    watchers.add(watcher);
    readRecord(watcher).catch(() => undefined);
    return () => void watchers.delete(watcher);
  },
  refreshRecords: readAll,
  navigate: page => location.assign(urlOf(page)),
  urlOf,
};

function urlOf(page: object): string {
  const { recordId = '' } = (page as { attributes?: { recordId?: string } }).attributes ?? {};
  return `/lightning/r/Lead/${recordId}/view${location.search}`;
}

Object.assign(globalThis, { platform });
