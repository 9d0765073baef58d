/** The one element of the page that this selects. */
export function find(selector: string, within: ParentNode = document): HTMLElement {
  const element = within.querySelector<HTMLElement>(selector);
  if (element === null) throw new TypeError(`the page has no ${selector}`);
  return element;
}

/** Only what is new: a screen reader says again whatever is written into a status. */
export function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Does what a button of the panel says. */
export async function post(path: string): Promise<void> {
  await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
}

export async function ask<T>(path: string): Promise<T> {
  return (await (await fetch(path)).json()) as T;
}

export function pause(durationMs: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, durationMs));
}
