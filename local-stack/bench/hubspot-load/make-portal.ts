import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BANK_FIELDS } from '../../demo/bank-fields.ts';
import { association } from '../../demo/crms/hubspot-past.ts';
import { type PortalApp, writePortalSettings } from '../../demo/crms/hubspot-portal.ts';
import { createLineFile } from '../../demo/crms/line-file.ts';
import { createDraw, type Draw, pick } from '../../demo/leads/seeded-draw.ts';
import { DEMO_TENANT } from '../../demo/tenant.ts';

const DAY_MS = 86_400_000;
/** Open contacts are younger than the horizon, past ones older, so that no outcome is guessed. */
const OPEN_DAYS = DEMO_TENANT.horizonDays - 5;
const PAST_DAYS = 120;
/** How often a contact becomes a customer, by whether it is over 40: enough for a model to find. */
const CHANCE = { older: 0.6, younger: 0.05 };

/** How large a portal to make. */
export interface PortalRequest {
  openContacts: number;
  /** Contacts with known outcomes, to learn from. */
  pastContacts: number;
  /** How many of the open contacts have a Lead record, spread evenly; none unless set. */
  leadRecords?: number;
  now: Date;
}

/** Writes the directory of a portal with made-up contacts, line by line; the same request gives the same contacts. */
export async function makeLoadPortal(
  directory: string,
  app: PortalApp,
  request: PortalRequest,
): Promise<void> {
  const draw = createDraw(1, 'load');
  writePortalSettings(directory, app);
  mkdirSync(join(directory, 'records'), { recursive: true });
  const file = await createLineFile(join(directory, 'records', 'contacts.jsonl'));
  const count = request.openContacts + request.pastContacts;
  for (let index = 0; index < count; index += 1)
    await file.append(JSON.stringify(contactRecord(draw, index, request)));
  await file.close();
  await writeLeadRecords(join(directory, 'records'), request);
}

async function writeLeadRecords(
  directory: string,
  { openContacts, pastContacts, leadRecords = 0, now }: PortalRequest,
): Promise<void> {
  const leads = await createLineFile(join(directory, 'leads.jsonl'));
  const associations = await createLineFile(join(directory, 'associations.jsonl'));
  const at = now.toISOString();
  for (let index = 0; index < leadRecords; index += 1) {
    const id = String(index + 1);
    const properties = {
      hs_object_id: id,
      hs_createdate: at,
      hs_lastmodifieddate: at,
      hs_lead_name: `Lead ${id}`,
    };
    await leads.append(JSON.stringify({ id, properties, createdAt: at, updatedAt: at, archived: false }));
    const contactId = String(pastContacts + Math.floor((index * openContacts) / leadRecords) + 1);
    const { record } = association({ typeId: '0-136', id }, { typeId: '0-1', id: contactId }, true);
    await associations.append(JSON.stringify(record));
  }
  await leads.close();
  await associations.close();
}

function contactRecord(draw: Draw, index: number, { pastContacts, now }: PortalRequest): object {
  const isPast = index < pastContacts;
  const ageDays = isPast
    ? DEMO_TENANT.horizonDays + 1 + draw(index, 0) * PAST_DAYS
    : draw(index, 0) * OPEN_DAYS;
  const created = new Date(now.getTime() - ageDays * DAY_MS);
  const at = created.toISOString();
  const values = fieldValues(draw, index);
  const chance = Number(values.age) > 40 ? CHANCE.older : CHANCE.younger;
  const isCustomer = isPast && draw(index, 1) < chance;
  const customerAt = isCustomer ? new Date(created.getTime() + 5 * DAY_MS).toISOString() : null;
  const id = String(index + 1);
  const properties = {
    hs_object_id: id,
    createdate: at,
    lastmodifieddate: customerAt ?? at,
    email: `contact${index}@mail.example`,
    firstname: 'Contact',
    lastname: `Number ${index}`,
    company: `Company ${index}`,
    lifecyclestage: isCustomer ? 'customer' : 'lead',
    hs_lead_status: isCustomer ? null : isPast ? 'UNQUALIFIED' : 'OPEN',
    hs_v2_date_entered_customer: customerAt,
    ...values,
  };
  return { id, properties, createdAt: at, updatedAt: customerAt ?? at, archived: false };
}

function fieldValues(draw: Draw, index: number): Record<string, string> {
  return Object.fromEntries(
    BANK_FIELDS.map(({ name, kind, options = [] }, at) => {
      const drawn = draw(index, 2 + at);
      return [name, kind === 'number' ? String(18 + Math.floor(drawn * 50)) : pick(options, drawn).value];
    }),
  );
}
