type Area = 'localStorage' | 'sessionStorage';

/** What the browser would not keep (blocked, full): it lasts as long as the page. */
const onPage = new Map<string, string>();

export function readKept(area: Area, name: string): string | null {
  return onPage.get(name) ?? onDisk(area, disk => disk.getItem(name)) ?? null;
}

/** Keeps a text under a name, or with null nothing any more. */
export function keep(area: Area, name: string, text: string | null): void {
  onPage.delete(name);
  const isKept = onDisk(area, disk => {
    if (text === null) disk.removeItem(name);
    else disk.setItem(name, text);
    return true;
  });
  if (!isKept && text !== null) onPage.set(name, text);
}

/** Whether this browser keeps nothing at all for the site, so that the next page knows nothing of this one. */
export function keepsNothing(): boolean {
  return onDisk('localStorage', disk => disk.length) === undefined;
}

function onDisk<T>(area: Area, work: (disk: Storage) => T): T | undefined {
  try {
    return work(window[area]);
  } catch {
    return undefined;
  }
}
