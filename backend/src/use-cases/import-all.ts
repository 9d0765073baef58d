import type { Connection } from '../store/connections.ts';
import type { Context } from './context.ts';
import { importActivities } from './import-activities.ts';
import { importHistory } from './import-history.ts';
import { type ImportOptions, importLeads } from './import-leads.ts';

/** What one reading of a connection brought. */
export interface Imported {
  records: number;
  /** Changes of fields, from the CRM's own history. */
  changes: number;
  /** Acts of people, from what the CRM keeps of them. */
  activities: number;
}

/** Reads all that one connection's CRM tells since the last time: leads first, as everything else is about them. */
export async function importAll(
  context: Context,
  tenantId: string,
  connection: Connection,
  options: ImportOptions = {},
): Promise<Imported> {
  const records = await importLeads(context, tenantId, connection, options);
  const changes = await importHistory(context, tenantId, connection, options);
  const activities = await importActivities(context, tenantId, connection, options);
  return { records, changes, activities };
}
