import { idOf, type RecordRef } from '../../hubspot/associations/association-store.ts';
import type { HistoryEntry } from '../../hubspot/portal/crm-record.ts';
import type { DemoLead } from '../leads/demo-lead.ts';
import { createDraw } from '../leads/seeded-draw.ts';
import { type ActivityKind, drawActivity } from './hubspot-activity.ts';
import type { ContactRecord } from './hubspot-contact.ts';
import { REP } from './hubspot-portal.ts';

/** The files of a portal's past, by the collection that they hold. */
export type PastCollection = ActivityKind | 'companies' | 'deals' | 'associations' | 'history';
export const PAST_COLLECTIONS: readonly PastCollection[] = [
  ...(['calls', 'emails', 'meetings', 'notes', 'companies', 'deals', 'associations', 'history'] as const),
];

export interface PastRecord {
  collection: PastCollection;
  record: object;
}

const TYPE_IDS = {
  contacts: '0-1',
  companies: '0-2',
  deals: '0-3',
  notes: '0-46',
  meetings: '0-47',
  calls: '0-48',
  emails: '0-49',
};
/** Ids of the past begin above those of every contact that the demo can have. */
const FIRST_ID = 500_000_001;
/** The share of contacts that a team looks after that logs what it does. */
const LOGGED_SHARE = 0.05;
const MOST_ACTIVITIES = 4;
const DAY_MS = 86_400_000;

/**
 * A function from a lead and its contact to what else the portal knows of it: simulated, all of it. Until its outcome a
 * contact's past is drawn without regard to that outcome, so that it tells nothing; what comes with a conversion and
 * after it (a deal, a note) does, as in real portals, and is dated so. `ordinal` counts the portal's contacts from 0.
 */
export function createPastMaker(
  seed: number,
  now: Date,
): (lead: DemoLead, contact: ContactRecord, ordinal: number) => PastRecord[] {
  const draw = createDraw(seed, 'hubspot past');
  let lastId = FIRST_ID - 1;
  const make = (
    type: keyof typeof TYPE_IDS,
    at: Date,
    properties: Record<string, string>,
    to: RecordRef[],
  ) => {
    lastId += 1;
    const id = String(lastId);
    const moment = at.toISOString();
    const record = { id, properties, createdAt: moment, updatedAt: moment, archived: false };
    const self = { typeId: TYPE_IDS[type], id };
    const records: PastRecord[] = [{ collection: type as PastCollection, record }];
    return { self, records: [...records, ...to.map(other => association(self, other))] };
  };

  return (lead, contact, ordinal) => {
    const past = lead.outcome === 'open' ? [] : outcomeHistory(lead, contact, now);
    if (draw(ordinal, 0) >= LOGGED_SHARE) return past;
    const self = { typeId: TYPE_IDS.contacts, id: contact.id };
    const end = lead.outcome === 'open' ? now : lead.modifiedAt;
    const count = 1 + Math.floor(draw(ordinal, 0, 1) * MOST_ACTIVITIES);
    for (let number = 1; number <= count; number += 1) {
      const share = (number - 1 + draw(ordinal, number)) / count;
      const at = new Date(lead.createdAt.getTime() + share * (end.getTime() - lead.createdAt.getTime()));
      const { kind, properties } = drawActivity(draw, ordinal, number, at);
      past.push(...make(kind, at, properties, [self]).records);
    }
    const { company: name } = contact.properties;
    if (name === null || name === undefined) return past;
    const company = make('companies', lead.createdAt, { name }, []);
    past.push(...company.records, association(self, company.self, true));
    if (lead.outcome !== 'converted') return past;
    const closedate = lead.modifiedAt.toISOString();
    const deal = {
      dealname: 'Term deposit (simulated)',
      pipeline: 'default',
      dealstage: 'closedwon',
      closedate,
    };
    past.push(...make('deals', lead.modifiedAt, deal, [self, company.self]).records);
    const later = new Date(Math.min(lead.modifiedAt.getTime() + DAY_MS, now.getTime()));
    const note = { hs_timestamp: later.toISOString(), hs_note_body: 'Contract sent by post (simulated)' };
    past.push(...make('notes', later, note, [self]).records);
    return past;
  };
}

/** That two records belong together, as a portal's files hold it. */
export function association(a: RecordRef, b: RecordRef, isPrimary = false): PastRecord {
  return { collection: 'associations', record: { id: idOf(a, b), a, b, isPrimary } };
}

/** The change that closed a contact: what it said before is what a reader as of an earlier moment must see. */
function outcomeHistory({ outcome, modifiedAt }: DemoLead, { id }: ContactRecord, now: Date): PastRecord[] {
  if (modifiedAt.getTime() > now.getTime()) return [];
  const at = modifiedAt.toISOString();
  const before = { lifecyclestage: 'lead', hs_lead_status: 'OPEN' };
  const values =
    outcome === 'converted'
      ? { lifecyclestage: 'customer', hs_lead_status: null, hs_v2_date_entered_customer: at }
      : { hs_lead_status: 'UNQUALIFIED' };
  const was =
    outcome === 'converted' ? { ...before, hs_v2_date_entered_customer: null } : { hs_lead_status: 'OPEN' };
  const actor = { source: 'CRM_UI', sourceId: `userId:${REP.userId}`, userId: REP.userId };
  const entry: HistoryEntry = {
    id: `0-1/${id}/0`,
    objectTypeId: '0-1',
    objectId: id,
    at,
    actor,
    values,
    was,
  };
  return [{ collection: 'history', record: entry }];
}
