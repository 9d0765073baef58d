import type { CrmLead, LeadPage, RecordsNow } from '../connectors/crm-record.ts';
import { emailDigest, emailSubject, recordSubject } from '../security/digests.ts';
import { countBackfilled } from '../store/access/backfills.ts';
import { type Connection, noteRead, saveReadCursor } from '../store/connections.ts';
import { factsOfLeads, findRecordLeads, recordKeyText, saveCrmRecords } from '../store/crm-records.ts';
import type { TenantSql } from '../store/database.ts';
import { markDirty } from '../store/dirty-leads.ts';
import { type EarlierReading, findEarlierReadings, noteReadings } from '../store/earlier-readings.ts';
import { lockEngagement } from '../store/engagement.ts';
import { erasedAmong } from '../store/erased-identities.ts';
import { dropClosedWrites, leadsThatLeft, settleDepartures } from '../store/gone-records.ts';
import { lockIdentities } from '../store/identities.ts';
import { markChanged, saveLeads } from '../store/leads.ts';
import { recordsWithWaitingEvents, tieContinuations, tieRecords } from '../store/record-subjects.ts';
import { tidyTables } from '../store/tidy-tables.ts';
import { visitorsOfEmails } from '../store/visitors.ts';
import { assignLeads } from './assign-leads.ts';
import type { Context } from './context.ts';
import { countNewCalls } from './count-calls.ts';
import { settleEngagement } from './engagement/fold-engagement.ts';
import { settleAddresses } from './identity/settle-addresses.ts';
import { mergeLikeCrm } from './merge-leads.ts';
import { mergeRecords } from './merge-records.ts';
import { openConnector } from './open-connector.ts';
import { settleGoneRecords } from './settle-gone-records.ts';
import { takeActivities } from './take-activities.ts';

/** So many records make other tables of them. */
const LARGE_READING = 5_000;

/** How an import tells how far it is, and is asked to stop after a page. */
export interface ImportOptions {
  onProgress?: (read: number) => void;
  signal?: AbortSignal;
}

/**
 * Reads every lead that changed since the last time, from one connection. Each page is saved in one transaction with the
 * cursor behind it, so that a stop loses nothing and the next call goes on there. Returns the number of records read.
 */
export async function importLeads(
  context: Context,
  tenantId: string,
  connection: Connection,
  { onProgress, signal }: ImportOptions = {},
): Promise<number> {
  const connector = openConnector(context, tenantId, connection);
  const { mappings, readCursor } = connection;
  let read = 0;
  for await (const page of connector.readLeads({
    mappings,
    ...(readCursor !== undefined && { cursor: readCursor }),
  })) {
    await context.database.withTenant(tenantId, async tenant => {
      await savePage(tenant, connection, page, context.now());
      await countBackfilled(tenant, connection.connectionId, page.records.length);
      await countNewCalls(tenant, { connectionId: connection.connectionId, connector, at: context.now() });
    });
    read += page.records.length;
    onProgress?.(read);
    if (signal?.aborted) return read;
  }
  await context.database.withTenant(tenantId, tenant =>
    noteRead(tenant, connection.connectionId, context.now()),
  );
  // What comes next reads the tables that were empty when PostgreSQL looked at them last.
  if (read >= LARGE_READING) await tidyTables(context.database, new Map());
  return read;
}

async function savePage(tenant: TenantSql, connection: Connection, page: LeadPage, now: Date): Promise<void> {
  await saveReadRecords(tenant, connection, page, now);
  await saveReadCursor(tenant, connection.connectionId, page.cursor);
}

/** Brings what was read of records, in whichever order, to their leads, and marks those dirty that it changes. */
export async function saveReadRecords(
  tenant: TenantSql,
  { connectionId, crm }: Pick<Connection, 'connectionId' | 'crm'>,
  { records: read, gone = [] }: Partial<RecordsNow> & Pick<RecordsNow, 'records'>,
  now: Date,
): Promise<void> {
  await lockIdentities(tenant);
  const welcome = await withoutErased(tenant, connectionId, read);
  const lastOfEach = [...new Map(welcome.map(record => [recordKeyText(record), record])).values()];
  const before = await findEarlierReadings(tenant, connectionId, lastOfEach);
  const newest = lastOfEach.filter(record => before.get(recordKeyText(record))?.isNewer !== true);
  // Such as those that follow our own writes. What a CRM tells of merged and continued records always counts as new.
  const saysNothingNew = (record: CrmLead) =>
    record.mergedIds === undefined &&
    record.continuesAs === undefined &&
    before.get(recordKeyText(record))?.isSame === true;
  const { old = [], current = [] } = Object.groupBy(newest, each =>
    saysNothingNew(each) ? 'old' : 'current',
  );
  if (old.length > 0) await noteReadings(tenant, connectionId, old);
  if (current.length > 0) await saveNewReadings(tenant, { connectionId, crm }, { current, before }, now);
  await settleGoneRecords(tenant, { connectionId, crm }, gone, now);
  const acts = welcome.flatMap(record => record.acts ?? []);
  if (acts.length > 0)
    await takeActivities(tenant, { connectionId, leadType: acts[0]!.objectType }, acts, now);
}

/** The records that do not show a person who has been erased, by their own ids or by the address that they bear. */
async function withoutErased(
  tenant: TenantSql,
  connectionId: string,
  records: readonly CrmLead[],
): Promise<readonly CrmLead[]> {
  const subjectsOf = (record: CrmLead) => [
    recordSubject(connectionId, record),
    ...(record.email === null ? [] : [emailSubject(emailDigest(record.email))]),
  ];
  const erased = await erasedAmong(tenant, () => records.flatMap(subjectsOf));
  if (erased.size === 0) return records;
  return records.filter(record => !subjectsOf(record).some(subject => erased.has(subject)));
}

async function saveNewReadings(
  tenant: TenantSql,
  { connectionId, crm }: Pick<Connection, 'connectionId' | 'crm'>,
  { current, before }: { current: readonly CrmLead[]; before: ReadonlyMap<string, EarlierReading> },
  now: Date,
): Promise<void> {
  const addressesBefore = current.flatMap(record => before.get(recordKeyText(record))?.subject ?? []);
  const { records, shownAnew, claimed } = await assignLeads(tenant, connectionId, current, before);
  await saveCrmRecords(
    tenant,
    connectionId,
    records.map(({ mergedIds: _, continuesAs: __, acts: ___, ...record }) => record),
  );
  const closed = records.filter(({ closedReason }) => closedReason !== undefined);
  if (closed.length > 0) await dropClosedWrites(tenant, connectionId, closed);
  const facts = await factsOfLeads(
    tenant,
    records.map(record => record.leadId),
  );
  const leads = [...facts].map(([leadId, ofLead]) => ({ leadId, ...mergeRecords(ofLead) }));
  const changed = new Set(await saveLeads(tenant, leads, now));
  const left = await leadsThatLeft(tenant, [...facts.keys()]);
  const back = left.length === 0 ? [] : await settleDepartures(tenant, left, now);
  // A lead that has its score already must reach the further record, too.
  const unchanged = [...shownAnew, ...back].filter(leadId => !changed.has(leadId));
  if (unchanged.length > 0) await markChanged(tenant, unchanged, now);
  await markDirty(tenant, [...changed, ...shownAnew, ...back], now);
  const tied = await tieActs(tenant, connectionId, records, new Set(shownAnew));
  if (claimed.length + tied.length > 0) await adoptEvents(tenant, [...claimed, ...tied], now);
  const addresses = records.flatMap(({ subject }) => subject ?? []);
  await settleAddresses(tenant, [...new Set([...addressesBefore, ...addresses])], now);
  for (const record of records)
    if (record.mergedIds !== undefined) await mergeAsTold(tenant, { connectionId, crm }, record, now);
}

/**
 * Ties what a CRM tells of records' acts to their leads: of records of which something was read before they were known, and of
 * those as which a lead goes on. Returns the subjects for which something may be waiting.
 */
async function tieActs(
  tenant: TenantSql,
  connectionId: string,
  records: readonly (CrmLead & { leadId: string })[],
  shownAnew: ReadonlySet<string>,
): Promise<string[]> {
  const continuations = records.flatMap(({ leadId, continuesAs }) =>
    continuesAs === undefined ? [] : [{ leadId, continuesAs }],
  );
  if (continuations.length > 0) await tieContinuations(tenant, connectionId, continuations);
  const anew = records.filter(({ leadId }) => shownAnew.has(leadId));
  const awaited = await recordsWithWaitingEvents(tenant, connectionId, anew);
  if (awaited.length === 0) return [];
  await lockEngagement(tenant, 'alone');
  return tieRecords(tenant, connectionId, awaited);
}

/** Brings events that were waiting for these addresses or records, and for the visitors that were identified by them, to their leads. */
async function adoptEvents(tenant: TenantSql, subjects: readonly string[], now: Date): Promise<void> {
  const visitors = await visitorsOfEmails(tenant, subjects);
  await settleEngagement(tenant, { leadIds: [], subjects: [...subjects, ...visitors] }, now);
}

/** The CRM merged other records into this one: so do their leads. Leads are looked up anew, as merges before may have led on. */
async function mergeAsTold(
  tenant: TenantSql,
  { connectionId, crm }: Pick<Connection, 'connectionId' | 'crm'>,
  { objectType, objectId, mergedIds = [] }: CrmLead,
  now: Date,
): Promise<void> {
  const keys = [objectId, ...mergedIds].map(id => ({ objectType, objectId: id }));
  const leads = await findRecordLeads(tenant, connectionId, keys);
  const intoLeadId = leads.get(recordKeyText({ objectType, objectId }))!;
  await mergeLikeCrm(tenant, { leadIds: [...leads.values()], intoLeadId, crm }, now);
}
