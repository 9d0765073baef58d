import type { Store } from './store.ts';

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

/** A batch leaves the store once it is answered. One that comes twice, from two tabs or after a reload, counts once. */
export function createSender(url: string, store: Store): Sender {
  let retryMs = FIRST_RETRY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSending = false;
  let isStopped = false;
  const inMs = (delayMs: number) => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(send, delayMs);
  };
  const send = async (isLast = false) => {
    if ((isSending && !isLast) || isStopped) return;
    const batch = nextBatch(store);
    if (batch.keys.length === 0) return;
    isSending = true;
    const isDone = await post(url, batch.body);
    isSending = false;
    if (isDone) store.remove(batch.keys);
    retryMs = isDone ? FIRST_RETRY_MS : Math.min(retryMs * 2, LAST_RETRY_MS);
    if (!isDone || nextBatch(store).keys.length > 0) inMs(isDone ? 0 : retryMs);
  };
  const onOnline = () => inMs(0);
  addEventListener('online', onOnline);
  return {
    soon: () => {
      if (retryMs === FIRST_RETRY_MS) inMs(PATIENCE_MS);
    },
    now() {
      if ('keepalive' in Request.prototype) return void send(true);
      // Nobody hears the answer: the next page sends it again.
      const batch = nextBatch(store);
      if (batch.keys.length > 0) navigator.sendBeacon?.(url, batch.body);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      removeEventListener('online', onOnline);
    },
  };
}

function nextBatch(store: Store): { keys: string[]; body: string } {
  const lists = { events: [] as object[], identities: [] as object[] };
  const keys: string[] = [];
  let characters = 0;
  for (const { key, list, item } of store.waiting().slice(0, MOST_ITEMS)) {
    characters += JSON.stringify(item).length;
    if (keys.length > 0 && characters > MOST_CHARACTERS) break;
    keys.push(key);
    lists[list]?.push(item);
  }
  const { webdriver } = navigator;
  return { keys, body: JSON.stringify({ sentAt: Date.now(), webdriver, ...lists }) };
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
