/** What waits to be sent. */
export interface Waiting {
  /** In which list of the body it goes. */
  list: 'events' | 'identities';
  item: object;
  /** Of an identity: what is remembered once the server has taken it. */
  note?: string;
}

/** What this site's browser keeps for us: whose browser it is, and what could not be sent yet. */
export interface Store {
  /** Nothing where nothing is kept. */
  read(name: string): string | null | undefined;
  write(name: string, value: string): void;
  /**
   * All that waits, by keys that sort by time and are unique among all tabs: at first what earlier pages kept, then in memory what is
   * done on this one.
   */
  readonly waiting: ReadonlyMap<string, Waiting>;
  add(waiting: Waiting): void;
  /** Keeps what waits beyond the end of the page. */
  keep(): void;
  remove(keys: readonly string[]): void;
}

const PREFIX = 'aix.';
const QUEUE = `${PREFIX}q.`;
/** More than this waits only where nothing can be sent for long: the oldest gives way. */
const MOST_WAITING = 300;

/**
 * Nearly all that is done is sent and answered at once; writing each to the browser and removing it again would cost every page, so it is
 * written when the page goes, or a request fails. Each item then lies under a key of its own, so that tabs which write
 * at once take nothing from each other. Where the browser keeps nothing for us (blocked, full), what waits ends with the page.
 */
export function openStore(): Store {
  const waiting = new Map<string, Waiting>();
  const kept = new Set<string>();
  const remove = (keys: readonly string[]) => {
    for (const key of keys) {
      waiting.delete(key);
      if (kept.delete(key)) onDisk(disk => disk.removeItem(key));
    }
  };
  for (const key of keysOf(QUEUE).sort()) {
    kept.add(key);
    try {
      waiting.set(key, { ...JSON.parse(onDisk(disk => disk.getItem(key)) ?? '') });
    } catch {
      // Nothing of ours: a page's own script can write here, too.
      remove([key]);
    }
  }
  return {
    waiting,
    remove,
    read: name => onDisk(disk => disk.getItem(PREFIX + name)),
    write: (name, value) => onDisk(disk => disk.setItem(PREFIX + name, value)),
    add(item) {
      // What cannot be written as JSON fails here, and not later together with all that waits.
      JSON.stringify(item);
      waiting.set(QUEUE + Date.now().toString(36) + nextId(), item);
      if (waiting.size > MOST_WAITING) remove([...waiting.keys()].slice(0, -MOST_WAITING));
    },
    keep() {
      for (const [key, item] of waiting)
        if (!kept.has(key)) {
          onDisk(disk => disk.setItem(key, JSON.stringify(item)));
          kept.add(key);
        }
    },
  };
}

/** Removes everything that we ever kept here. */
export function clearStore(): void {
  for (const key of keysOf(PREFIX)) onDisk(disk => disk.removeItem(key));
}

function keysOf(prefix: string): string[] {
  return (onDisk(Object.keys) ?? []).filter(key => key.startsWith(prefix));
}

function onDisk<T>(work: (disk: Storage) => T): T | undefined {
  try {
    return work(localStorage);
  } catch {
    return undefined;
  }
}

let drawn = '';
let counted = 0;

/** An id that nobody else has: what is drawn once for this page, and a number. */
export function nextId(): string {
  drawn ||= randomId();
  counted += 1;
  return drawn + counted.toString(36);
}

/** 124 random bits, on plain HTTP too. */
export function randomId(): string {
  let id = '';
  for (const part of crypto.getRandomValues(new Uint32Array(4))) id += part.toString(36);
  return id;
}
