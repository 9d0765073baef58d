import { watchActs } from './acts.ts';
import { refusesTracking, watchConsent } from './consent.ts';
import { type Pages, type Properties, watchPages } from './pages.ts';
import { createSender } from './sender.ts';
import { clearStore, nextId, openStore, randomId, type Store } from './store.ts';

type Command = ArrayLike<unknown>;
interface Aix {
  (...command: unknown[]): void;
  /** What the page said before this script came. */
  q?: Command[];
}

/** How a site's tag sets us up: `data-…` attributes of the script. */
interface Settings {
  /** A public write key. */
  key?: string;
  consent?: string;
  pages?: string;
}

interface Tracking {
  track(signal: string, properties?: Properties): void;
  identify(who: string | object): void;
  visitor(tell: (visitorId: string) => void): void;
  stop(): void;
}

const DEFAULT_PAGES = '/pricing=pricing_view';
const MS_PER_DAY = 86_400_000;
/** After 13 months a browser is somebody new. */
const VISITOR_DAYS = 395;
const today = () => Math.floor(Date.now() / MS_PER_DAY);

/** From consent on; before it, nothing is kept, asked or sent. */
function startTracking(url: string, pages: string): Tracking {
  const store = openStore();
  const visitorId = visitorOf(store);
  const sender = createSender(url, store);
  let isStopped = false;
  const track = (signal: string, properties: Properties = {}) => {
    if (isStopped) return;
    store.add({ list: 'events', item: { id: nextId(), signal, at: Date.now(), visitorId, properties } });
    sender.soon();
  };
  const shown = watchPages(track, pages);
  watchActs(track, shown);
  watchAddress(shown);
  const leave = () => {
    if (isStopped) return;
    shown.leave();
    sender.now();
  };
  // When the page comes into view again nothing was read meanwhile, and what waits is tried again.
  document.addEventListener('visibilitychange', leave);
  addEventListener('pagehide', leave);
  return {
    track: (name, properties) => track(name, { ...shown.here(), ...properties }),
    identify(who) {
      const named = typeof who === 'string' ? { token: who } : who;
      // Once a day: each identity makes the server look at all that the visitor did.
      const note = `${personOf(named)} ${today()}`;
      if (store.read('i') === note) return;
      store.write('i', note);
      store.add({ list: 'identities', item: { ...named, visitorId, at: Date.now() } });
      sender.soon();
    },
    // What the page does wrong there must not end this script.
    visitor: tell => queueMicrotask(() => tell(visitorId)),
    stop() {
      isStopped = true;
      sender.stop();
    },
  };
}

/** The id by which this browser is recognised on this site. */
function visitorOf(store: Store): string {
  const [known, since] = store.read('v')?.split(' ') ?? [];
  if (known && today() - Number(since) < VISITOR_DAYS) return known;
  const visitorId = randomId();
  store.write('v', `${visitorId} ${today()}`);
  return visitorId;
}

/** Whom an identity names. A token's text differs each time, what it says does not. */
function personOf(named: object): string {
  const { token } = named as { token?: string };
  if (token === undefined) return JSON.stringify(named);
  try {
    return JSON.parse(atob(token.split('.')[1] ?? '')).sub;
  } catch {
    return token;
  }
}

/** Pages that change without a load. The site's own call comes first and is never disturbed. */
function watchAddress({ look }: Pages): void {
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = (...values: Parameters<History['pushState']>) => {
      original.apply(history, values);
      queueMicrotask(look);
    };
  }
  addEventListener('popstate', look);
}

function start(script: HTMLScriptElement, page: { aix?: Aix }): void {
  const { key, consent, pages = DEFAULT_PAGES }: Settings = script.dataset;
  const earlier = page.aix?.q ?? [];
  const url = `${script.src.split('/', 3).join('/')}/v1/collect?writeKey=${key}`;
  let tracking: Tracking | undefined;
  /** Who the visitor is may be said before the visitor agrees; it stays in this page's memory. */
  let waiting: Command[] = [];
  const agree = (isGranted: unknown) => {
    if (isGranted !== true) {
      tracking?.stop();
      tracking = undefined;
      clearStore();
    } else if (!tracking) {
      tracking = startTracking(url, pages);
      const said = waiting;
      waiting = [];
      said.forEach(obey);
    }
  };
  const obey = (command: Command): void => {
    const name = command[0];
    if (name === 'consent') agree(command[1]);
    else if (tracking) tracking[name as 'track']?.(command[1] as string, command[2] as Properties);
    else if (name !== 'track') waiting.push(command);
  };
  const isRefused = !key || refusesTracking();
  page.aix = isRefused ? () => undefined : (...command) => obey(command);
  if (isRefused) return;
  earlier.forEach(obey);
  watchConsent(consent, agree);
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const begin = () => start(script, window as { aix?: Aix });
  // Nobody looks at a page that a browser loads ahead.
  if ((document as { prerendering?: boolean }).prerendering)
    document.addEventListener('prerenderingchange', begin, { once: true });
  else begin();
}
