import { watchActs } from './acts.ts';
import { refusesTracking, watchConsent } from './consent.ts';
import { type Pages, type Properties, watchPages } from './pages.ts';
import { createSender } from './sender.ts';
import { clearStore, nextId, openStore, randomId, type Store } from './store.ts';

type Command = Iterable<unknown>;
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
  identify(who: unknown): void;
  visitor(hear: (visitorId: string) => void): void;
  /** For withdrawals. A page that says it has nothing more told until it is loaded again; what is kept stays. */
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
  const track = (signal: string, properties: Properties = {}) =>
    sender.add({ list: 'events', item: { id: nextId(), signal, at: Date.now(), visitorId, properties } });
  const shown = watchPages(track, pages);
  watchActs(track, shown);
  watchAddress(shown);
  const leave = () => {
    shown.leave();
    sender.now();
  };
  // When the page comes into view again nothing was read meanwhile, and what waits is tried again.
  addEventListener('visibilitychange', leave);
  addEventListener('pagehide', leave);
  return {
    track: (name, properties) => track(name, { ...shown.here(), ...properties }),
    identify(who) {
      if (!who) return;
      const named = typeof who === 'string' ? { token: who } : (who as { token?: string });
      // Once a day, when it was taken: each identity makes the server look at all that the visitor did.
      const note = `${personOf(named)} ${today()}`;
      if (store.read('i') !== note)
        sender.add({ list: 'identities', item: { ...named, visitorId, at: Date.now() }, note });
    },
    // What the page does wrong there must not end this script.
    visitor: hear => queueMicrotask(() => hear(visitorId)),
    stop: sender.stop,
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
function personOf(named: { token?: string }): string {
  try {
    return JSON.parse(atob(named.token!.split('.')[1]!)).sub;
  } catch {
    // No token that can be read.
    return JSON.stringify(named);
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
  const { key, consent = '', pages = DEFAULT_PAGES }: Settings = script.dataset;
  const url = new URL(`/v1/collect?writeKey=${key}`, script.src).href;
  let tracking: Tracking | undefined;
  /** Who the visitor is may be said before the visitor agrees; it stays in this page's memory, for whenever that is. */
  let who: unknown;
  const askers: Parameters<Tracking['visitor']>[0][] = [];
  const agree = (isGranted: unknown) => {
    if (isGranted !== true) {
      tracking?.stop();
      tracking = undefined;
      clearStore();
    } else if (!tracking) {
      tracking = startTracking(url, pages);
      askers.forEach(tracking.visitor);
      tracking.identify(who);
    }
  };
  /** What the page does wrong there must end neither the page's own script nor what comes after it. */
  const obey = (command: Command): void => {
    try {
      const [name, what, more] = command;
      if (name === 'identify') who = what || who;
      if (name === 'visitor') askers.push(what as (typeof askers)[0]);
      if (name === 'consent') agree(what);
      else tracking?.[name as 'track']?.(what as string, more as Properties);
    } catch (error) {
      // biome-ignore lint/suspicious/noConsole: the page's developers look there
      console.error(error);
    }
  };
  if (!key || refusesTracking()) {
    page.aix = () => undefined;
    return;
  }
  page.aix?.q?.forEach(obey);
  page.aix = (...command) => obey(command);
  watchConsent(consent, isGranted => obey(['consent', isGranted]));
}

const script = document.currentScript as HTMLScriptElement | null;
if (script) {
  const begin = () => start(script, window as { aix?: Aix });
  // Nobody looks at a page that a browser loads ahead.
  if ((document as { prerendering?: boolean }).prerendering)
    document.addEventListener('prerenderingchange', begin, { once: true });
  else begin();
}
