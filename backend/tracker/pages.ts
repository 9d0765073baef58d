import { nextId } from './store.ts';

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
  /** Notes for how long the page has been read since it was noted last, and whether it is read from now on. */
  leave(): void;
}

const MS_PER_SECOND = 1_000;

/** Notes each page that is viewed, as the signal that its address has in `data-pages`, and how long it was in view. */
export function watchPages(record: Recorder, signals: string): Pages {
  let path = '';
  let view = '';
  /** Since when it is read and that is not noted yet, by `performance.now()`; never while the page is hidden. */
  let since = Infinity;
  const here = () => ({ path, view });
  const readOn = () => {
    since = document.hidden ? Infinity : performance.now();
  };
  const leave = () => {
    const seconds = Math.round((performance.now() - since) / MS_PER_SECOND);
    readOn();
    if (seconds > 0) record('page_read', { ...here(), seconds });
  };
  const begin = (from: Properties) => {
    path = pathOf(location.pathname);
    view = nextId();
    readOn();
    record(signalOf(path, signals), { ...here(), ...from });
  };
  // Only a page that was left can come back, so until then nothing listens for that.
  const onReturn = () => addEventListener('pageshow', () => begin({}), { once: true });
  addEventListener('pagehide', onReturn);
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
  return (/@|%40/.test(path) ? path.replace(/[^/]*(@|%40)[^/]*/g, '*') : path).slice(0, 500);
}

/** Of `/pricing=pricing_view /guides=content_download` the signal of the first beginning of the path. */
function signalOf(path: string, signals: string): string {
  const found = signals.split(/\s+/).find(each => path.startsWith(each.split('=')[0]!));
  return found?.split('=')[1] || 'page_view';
}

/** Where the visitor came from: the other site's host, and the campaign that the address names. */
function origin(): Properties {
  const from: Properties = {};
  const host = document.referrer.split('/')[2];
  if (host && host !== location.host) from.from = host;
  if (!location.search) return from;
  for (const [name, value] of new URLSearchParams(location.search))
    if (/^utm_(source|medium|campaign)$/.test(name) && !value.includes('@')) from[name] = value.slice(0, 100);
  return from;
}
