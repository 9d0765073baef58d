import type { Contact, Portal } from '../portal.ts';

/** What the search sees: the records, but a change only some time after it was made. */
export interface SearchIndex {
  contact(id: string): Contact | undefined;
  /** To be told of every record that is about to change, as it was. */
  willChange(contact: Contact): void;
}

interface Shown {
  contact: Contact;
  /** Until when the old version is shown, epoch milliseconds. */
  until: number;
}

/** HubSpot's search is eventually consistent: a change shows after seconds, at worst about a minute (second-hand). */
export function createSearchIndex(portal: Portal, lagMs: number, now: () => number): SearchIndex {
  const shown = new Map<string, Shown>();
  return {
    contact(id) {
      const old = shown.get(id);
      if (old === undefined) return portal.contact(id);
      if (old.until > now()) return old.contact;
      shown.delete(id);
      return portal.contact(id);
    },
    willChange(contact) {
      if (lagMs === 0) return;
      const old = shown.get(contact.id);
      const visible = old !== undefined && old.until > now() ? old.contact : contact;
      shown.set(contact.id, { contact: visible, until: now() + lagMs });
    },
  };
}
