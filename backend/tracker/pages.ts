import { randomId } from './store.ts';

/** What is said of an act besides its name. */
export type Properties = Record<string, string | number | null>;

/** Takes what the visitor did. */
export type Recorder = (signal: string, properties: Properties) => void;

/** What became of the pages that the visitor looks at. */
export interface Pages {
  /** What says where an act happened. */
  here(): Properties;
  /** The address may have changed without a load. */
  look(): void;
  /** Notes for how long the page has been read since it was noted last. */
  leave(): void;
}

const MS_PER_SECOND = 1_000;

/** Notes each page that is viewed, as the signal that its address has in `data-pages`, and how long it was in view. */
export function watchPages(record: Recorder, signals: string, signal: AbortSignal): Pages {
  let path = '';
  let view = '';
  /** Since when it is read and that is not noted yet, by `performance.now()`; undefined while the page is hidden. */
  let since: number | undefined;
  const here = () => ({ path, view });
  const readOn = () => {
    since = document.hidden ? undefined : performance.now();
  };
  const leave = () => {
    const seconds = since === undefined ? 0 : Math.round((performance.now() - since) / MS_PER_SECOND);
    readOn();
    if (seconds > 0) record('page_read', { ...here(), seconds });
  };
  const begin = (from: Properties) => {
    path = pathOf(location.pathname);
    view = randomId();
    readOn();
    record(signalOf(path, signals), { ...here(), ...from });
  };
  addEventListener('pageshow', ({ persisted }) => persisted && begin({}), { signal });
  document.addEventListener('visibilitychange', () => document.hidden || readOn(), { signal });
  begin(origin());
  return {
    here,
    leave,
    look() {
      if (pathOf(location.pathname) === path) return;
      leave();
      begin({});
    },
  };
}

/** Addresses without what is said behind `?` and `#`, and without parts that hold an e-mail address. */
export function pathOf(path: string): string {
  return path.replace(/[^/]*(@|%40)[^/]*/g, '*').slice(0, 500);
}

/** Of `/pricing=pricing_view /docs=docs_view` the signal of the first beginning of the path. */
function signalOf(path: string, signals: string): string {
  const found = signals.split(/\s+/).find(each => path.startsWith(each.split('=')[0] ?? ''));
  return found?.split('=')[1] || 'page_view';
}

/** Where the visitor came from: the other site's host, and the campaign that the address names. */
function origin(): Properties {
  const from: Properties = {};
  const referrer = document.referrer && new URL(document.referrer).host;
  if (referrer && referrer !== location.host) from.from = referrer;
  for (const [name, value] of new URLSearchParams(location.search))
    if (/^utm_(source|medium|campaign)$/.test(name) && !value.includes('@')) from[name] = value.slice(0, 100);
  return from;
}
