import type { ObjectType } from '../objects/object-type.ts';
import type { CrmRecord } from '../portal/crm-record.ts';
import type { Portal } from '../portal/portal.ts';

/** What the search sees: the records, but a change only some time after it was made. */
export interface SearchIndex {
  record(type: ObjectType, id: string): CrmRecord | undefined;
}

interface Shown {
  /** `undefined` for a record that is new. */
  record: CrmRecord | undefined;
  /** Until when the old version is shown, epoch milliseconds. */
  until: number;
}

/** HubSpot's search is eventually consistent: a change shows after seconds, at worst about a minute (second-hand). */
export function createSearchIndex(portal: Portal, lagMs: number, now: () => number): SearchIndex {
  const shown = new Map<string, Shown>();
  if (lagMs > 0)
    portal.listen(events => {
      for (const event of events) {
        if (event.kind !== 'creation' && event.kind !== 'propertyChange') continue;
        const key = `${event.type.id}/${event.objectId}`;
        const old = shown.get(key);
        const isHidden = old !== undefined && old.until > now();
        const before = event.kind === 'propertyChange' ? event.before : undefined;
        shown.set(key, { record: isHidden ? old.record : before, until: now() + lagMs });
      }
    });
  return {
    record(type, id) {
      const key = `${type.id}/${id}`;
      const old = shown.get(key);
      if (old !== undefined && old.until > now()) return old.record;
      if (old !== undefined) shown.delete(key);
      return portal.table(type).record(id);
    },
  };
}
