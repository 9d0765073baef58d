import { type Connection, listConnections, readTokens } from '../store/connections.ts';
import { recordsOfLeads } from '../store/crm-records.ts';
import type { TenantSql } from '../store/database.ts';
import type { Context } from './context.ts';

/** Where people read of a lead. */
export interface RecordLink {
  /** As people call it. */
  crm: string;
  url: string;
}

const CRM_NAMES = { salesforce: 'Salesforce', hubspot: 'HubSpot' } as const;

/** The pages of these leads' records, by lead: one for each record in a CRM that is connected. */
export async function recordLinks(
  context: Context,
  sql: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, RecordLink[]>> {
  const connections = await listConnections(sql);
  const links = new Map<string, RecordLink[]>();
  for (const record of await recordsOfLeads(sql, leadIds)) {
    const connection = connections.find(each => each.connectionId === record.connectionId);
    const url = connection && (await pageOf(context, sql, { connection, record }));
    if (url === undefined) continue;
    const link = { crm: CRM_NAMES[connection!.crm], url };
    links.set(record.leadId, [...(links.get(record.leadId) ?? []), link]);
  }
  // Always in one order, so that a repeat says the same.
  for (const each of links.values()) each.sort((one, other) => one.url.localeCompare(other.url, 'en'));
  return links;
}

interface RecordKey {
  objectType: string;
  objectId: string;
}

async function pageOf(
  { adapters, envelope, recordPages = {} }: Context,
  sql: TenantSql,
  { connection, record }: { connection: Connection; record: RecordKey },
): Promise<string | undefined> {
  const { crm, externalId, connectionId } = connection;
  const template = recordPages[crm];
  if (template !== undefined) return fillRecordPage(template, record);
  const { instanceUrl } = await readTokens(sql, envelope, connectionId);
  return adapters.get(crm)?.recordUrl(record, { externalId, instanceUrl });
}

/** The address of a record's page. @param template with `{objectType}` and `{objectId}` */
export function fillRecordPage(template: string, { objectType, objectId }: RecordKey): string {
  const parts: Record<string, string> = { objectType, objectId };
  return template.replace(/\{(\w+)\}/g, (_, part: string) => encodeURIComponent(parts[part] ?? ''));
}
