import type { Store, Waiting } from './store.ts';

/** Sends what waits, until the server has it. */
export interface Sender {
  /** In a moment, together with what comes meanwhile. */
  soon(): void;
  /** At once: the page may go. */
  now(): void;
  stop(): void;
}

/** What is done at once goes in one request. */
const PATIENCE_MS = 100;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 300_000;
const MOST_ITEMS = 50;
/** Browsers carry at most 64 KiB beyond the end of a page; a character may take three bytes. */
const MOST_CHARACTERS = 20_000;

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
    const { keys, body } = nextBatch();
    if (keys.length === 0) return;
    for (const key of keys) underWay.add(key);
    const isDone = await post(url, body);
    for (const key of keys) underWay.delete(key);
    if (isStopped) return;
    if (isDone) store.remove(keys);
    else store.keep();
    retryMs = isDone ? FIRST_RETRY_MS : Math.min(retryMs * 2, LAST_RETRY_MS);
    if (store.waiting.size > underWay.size) inMs(isDone ? 0 : retryMs);
  };
  addEventListener('online', () => inMs(0));
  return {
    soon: () => {
      timer ??= setTimeout(send, PATIENCE_MS);
    },
    now() {
      if (store.waiting.size === 0) return;
      store.keep();
      if ('keepalive' in Request.prototype) return void send();
      // There what is under way ends with the page, and nobody hears this answer: the next page sends all again.
      underWay.clear();
      const { keys, body } = nextBatch();
      if (keys.length > 0) navigator.sendBeacon?.(url, body);
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
): { keys: string[]; body: string } {
  const keys: string[] = [];
  const lists = { events: [] as object[], identities: [] as object[] };
  for (const [key, { list, item }] of waiting.slice(0, most)) {
    keys.push(key);
    lists[list]?.push(item);
  }
  const { webdriver } = navigator;
  const body = JSON.stringify({ sentAt: Date.now(), webdriver, ...lists });
  return body.length > MOST_CHARACTERS && most > 1 ? makeBatch(waiting, most >> 1) : { keys, body };
}

/** Whether the batch is done with: taken, or refused for good. Plain text needs no request beforehand. */
async function post(url: string, body: string): Promise<boolean> {
  try {
    const keepalive = body.length < 2 * MOST_CHARACTERS;
    const { status } = await fetch(url, { method: 'POST', body, keepalive, credentials: 'omit' });
    return status < 500 && status !== 408 && status !== 429;
  } catch {
    return false;
  }
}
