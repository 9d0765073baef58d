import { join } from 'node:path';
import type { DemoLead } from '../leads/demo-lead.ts';
import { toHubspotContact } from './hubspot-contact.ts';
import { createPastMaker, PAST_COLLECTIONS } from './hubspot-past.ts';
import { createLineFile, type LineFile } from './line-file.ts';

/** The record files of a portal while they are written. */
export interface HubspotRecords {
  append(lead: DemoLead): Promise<void>;
  close(): Promise<void>;
}

/** Writes each lead's contact, and what the portal knows of it besides, into the portal's `records`. */
export async function createHubspotRecords(
  directory: string,
  seed: number,
  now: Date,
): Promise<HubspotRecords> {
  const pastOf = createPastMaker(seed, now);
  const files = new Map<string, LineFile>();
  for (const name of ['contacts', ...PAST_COLLECTIONS])
    files.set(name, await createLineFile(join(directory, 'records', `${name}.jsonl`)));
  let written = 0;
  return {
    async append(lead) {
      const contact = toHubspotContact(lead, written);
      await files.get('contacts')!.append(JSON.stringify(contact));
      for (const { collection, record } of pastOf(lead, contact, written))
        await files.get(collection)!.append(JSON.stringify(record));
      written += 1;
    },
    async close() {
      await Promise.all([...files.values()].map(file => file.close()));
    },
  };
}
