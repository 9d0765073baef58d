import type { Store, Waiting } from './store.ts';

/** Sends what waits, until the server has it. */
export interface Sender {
  /** Takes it, and sends it in a moment, together with what comes meanwhile. */
  add(waiting: Waiting): void;
  /** At once: the page may go. */
  now(): void;
  /** From now on nothing is taken, sent or kept. */
  stop(): void;
}

/** What is done at once goes in one request. */
const PATIENCE_MS = 100;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 300_000;
const MOST_ITEMS = 50;
/** Browsers carry at most 64 KiB beyond the end of a page; a character may take three bytes. */
const MOST_CHARACTERS = 20_000;
/** Statuses that say nothing of what was sent. */
const AGAIN = /408|429|5../;

/** What waits leaves the store once it is answered. What comes twice, from two tabs or after a reload, counts once. */
export function createSender(url: string, store: Store): Sender {
  let retryMs = FIRST_RETRY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  /** Keys of what was sent and is not answered yet. */
  const underWay = new Set<string>();
  const nextBatch = () =>
    makeBatch(
      [...store.waiting].filter(([key]) => !underWay.has(key)),
      MOST_ITEMS,
    );
  const inMs = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(send, delayMs);
  };
  const send = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (isStopped) return;
    const { keys, body, note } = nextBatch();
    if (keys.length === 0) return;
    for (const key of keys) underWay.add(key);
    const answer = await post(url, body).catch(() => undefined);
    for (const key of keys) underWay.delete(key);
    if (isStopped) return;
    if (answer) store.remove(keys);
    else store.keep();
    retryMs = answer ? FIRST_RETRY_MS : Math.min(retryMs * 2, LAST_RETRY_MS);
    if (store.waiting.size > underWay.size) inMs(answer ? 0 : retryMs);
    if (!note || !answer?.ok) return;
    const isRefused = (await answer.text()).includes('"identities"');
    if (!isRefused && !isStopped) store.write('i', note);
  };
  addEventListener('online', () => inMs(0));
  return {
    add(waiting) {
      if (isStopped) return;
      store.add(waiting);
      timer ??= setTimeout(send, PATIENCE_MS);
    },
    now() {
      if (isStopped || !store.waiting.size) return;
      store.keep();
      if ('keepalive' in Request.prototype) return void send();
      // There what is under way ends with the page, and nobody hears this answer: the next page sends all again.
      underWay.clear();
      navigator.sendBeacon?.(url, nextBatch().body);
    },
    stop() {
      isStopped = true;
    },
  };
}

/** As many of the first items as fit in one request. */
function makeBatch(
  waiting: readonly (readonly [string, Waiting])[],
  most: number,
): { keys: string[]; body: string; note: string | undefined } {
  const keys: string[] = [];
  let last: string | undefined;
  const lists = { events: [] as object[], identities: [] as object[] };
  for (const [key, { list, item, note = last }] of waiting.slice(0, most)) {
    keys.push(key);
    lists[list]?.push(item);
    last = note;
  }
  const body = JSON.stringify({ sentAt: Date.now(), webdriver: navigator.webdriver, ...lists });
  return body.length > MOST_CHARACTERS && most > 1
    ? makeBatch(waiting, most >> 1)
    : { keys, body, note: last };
}

/** The answer to a batch that is done with: taken, or refused for good. Plain text needs no request beforehand. */
async function post(url: string, body: string): Promise<Response | undefined> {
  const answer = await fetch(url, {
    method: 'POST',
    body,
    keepalive: body.length < 2 * MOST_CHARACTERS,
    credentials: 'omit',
  });
  return AGAIN.test(`${answer.status}`) ? undefined : answer;
}
