/** What waits to be sent. */
export interface Waiting {
  /** Sorts by time; unique among all tabs. */
  key: string;
  /** In which list of the body it goes. */
  list: 'events' | 'identities';
  item: object;
}

/** What this site's browser keeps for us: whose browser it is, and what waits to be sent. */
export interface Store {
  /** Undefined where nothing is kept. */
  read(name: string): string | undefined;
  write(name: string, value: string): void;
  add(waiting: Omit<Waiting, 'key'>): void;
  /** All that waits, of other tabs and earlier pages too, oldest first. */
  waiting(): Waiting[];
  remove(keys: readonly string[]): void;
  /** Removes everything that we ever kept here. */
  clear(): void;
}

const PREFIX = 'aix.';
const QUEUE = `${PREFIX}q.`;
/** More than this waits only where nothing can be sent for long: the oldest gives way. */
const MOST_WAITING = 300;

/**
 * Each item lies under a key of its own, so that tabs which write at once take nothing from each other. Where the browser keeps
 * nothing for us (blocked, full), the page's memory stands in, and what waits ends with the page.
 */
export function openStore(): Store {
  const memory = new Map<string, string>();
  const onDisk = <T>(work: (disk: Storage) => T): T | undefined => {
    try {
      return work(localStorage);
    } catch {
      return undefined;
    }
  };
  const keys = () => [...new Set([...memory.keys(), ...(onDisk(Object.keys) ?? [])])];
  const read = (key: string) => onDisk(disk => disk.getItem(key)) ?? memory.get(key);
  const write = (key: string, value: string) => {
    memory.set(key, value);
    onDisk(disk => disk.setItem(key, value));
  };
  const drop = (key: string) => {
    memory.delete(key);
    onDisk(disk => disk.removeItem(key));
  };
  const queued = () =>
    keys()
      .filter(key => key.startsWith(QUEUE))
      .sort();
  return {
    read: name => read(PREFIX + name),
    write: (name, value) => write(PREFIX + name, value),
    add(waiting) {
      write(QUEUE + Date.now().toString(36) + randomId(), JSON.stringify(waiting));
      queued().slice(0, -MOST_WAITING).forEach(drop);
    },
    waiting: () =>
      queued().flatMap(key => {
        try {
          return { key, ...(JSON.parse(read(key) ?? '') as Omit<Waiting, 'key'>) };
        } catch {
          // Nothing of ours: a page's own script can write here, too.
          drop(key);
          return [];
        }
      }),
    remove: done => done.forEach(drop),
    clear: () =>
      keys()
        .filter(key => key.startsWith(PREFIX))
        .forEach(drop),
  };
}

/** 124 random bits, on plain HTTP too. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map(part => part.toString(36)).join('');
}
