import type { FieldValues, LeadFacts, Outcome } from '@aix/shared-scoring';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** A person being scored, however many records show it. */
export interface Lead extends LeadFacts {
  leadId: string;
}

/** A lead as it is stored. */
export interface StoredLead extends Lead {
  /** When something that a score could depend on last changed, or a further record came to show the lead. */
  changedAt: Date;
}

interface LeadRow {
  lead_id: string;
  email: string | null;
  name: string | null;
  company: string | null;
  fields: FieldValues;
  created_at: Date;
  outcome: Outcome['kind'];
  converted_at: Date | null;
  changed_at: Date;
}

const LEAD_COLUMNS =
  'l.lead_id, l.email, l.name, l.company, l.fields, l.created_at, l.outcome, l.converted_at, l.changed_at';

/**
 * Adds leads or brings their facts up to date. `changed_at` moves only where a fact really changed.
 * @returns the leads that are new or of which a fact changed
 */
export async function saveLeads(
  tenant: TenantSql,
  leads: readonly Lead[],
  changedAt: Date,
): Promise<string[]> {
  const rows = leads.map(lead => ({
    lead_id: lead.leadId,
    email: lead.email,
    name: lead.name,
    company: lead.company,
    fields: lead.fields,
    created_at: lead.createdAt,
    outcome: lead.outcome.kind,
    converted_at: lead.outcome.kind === 'converted' ? lead.outcome.at : null,
  }));
  const changed = await tenant.query<{ lead_id: string }>(
    `insert into leads as l (tenant_id, lead_id, email, name, company, fields, created_at, outcome, converted_at, changed_at)
     select $1, lead_id, email, name, company, fields, created_at, outcome, converted_at, $3
     from jsonb_to_recordset($2::jsonb) as r(lead_id uuid, email text, name text, company text, fields jsonb,
       created_at timestamptz, outcome text, converted_at timestamptz)
     on conflict (tenant_id, lead_id) do update set email = excluded.email, name = excluded.name,
       company = excluded.company, fields = excluded.fields, created_at = excluded.created_at,
       outcome = excluded.outcome, converted_at = excluded.converted_at, changed_at = excluded.changed_at
     where (l.email, l.name, l.company, l.fields, l.created_at, l.outcome, l.converted_at) is distinct from
       (excluded.email, excluded.name, excluded.company, excluded.fields, excluded.created_at, excluded.outcome,
        excluded.converted_at)
     returning lead_id`,
    [tenant.tenantId, jsonParameter(rows), changedAt],
  );
  return changed.map(row => row.lead_id);
}

/** Says that these leads have to be scored and written again, though no fact changed. */
export async function markChanged(
  tenant: TenantSql,
  leadIds: readonly string[],
  changedAt: Date,
): Promise<void> {
  await tenant.query('update leads set changed_at = $3 where tenant_id = $1 and lead_id = any($2::uuid[])', [
    tenant.tenantId,
    leadIds,
    changedAt,
  ]);
}

/** These leads, in the order of their ids; unknown ones, and those merged into others, are absent. */
export async function findLeads(tenant: TenantSql, leadIds: readonly string[]): Promise<StoredLead[]> {
  const rows = await tenant.query<LeadRow>(
    `select ${LEAD_COLUMNS} from standing_leads l
     where l.tenant_id = $1 and l.lead_id = any($2::uuid[]) order by l.lead_id`,
    [tenant.tenantId, leadIds],
    'often',
  );
  return rows.map(leadFromRow);
}

export async function countLeads(tenant: TenantSql): Promise<number> {
  const [row] = await tenant.query<{ count: number }>(
    'select count(*)::int from standing_leads where tenant_id = $1',
    [tenant.tenantId],
  );
  return row?.count ?? 0;
}

/** Where a page of leads by age ended. */
export type AgePosition = Pick<Lead, 'createdAt' | 'leadId'>;

/**
 * All leads from oldest to newest, in pages, so that no more than one page is in memory. Pass the last lead of the page
 * before. (Dates come from JavaScript, so they hold whole milliseconds and compare exactly.)
 */
export async function pageOfLeadsByAge(
  tenant: TenantSql,
  after: AgePosition | undefined,
  limit: number,
): Promise<StoredLead[]> {
  const rows = await tenant.query<LeadRow>(
    `select ${LEAD_COLUMNS} from standing_leads l
     where l.tenant_id = $1 and ($2::timestamptz is null or (l.created_at, l.lead_id) > ($2, $3))
     order by l.created_at, l.lead_id limit $4`,
    [tenant.tenantId, after?.createdAt ?? null, after?.leadId ?? null, limit],
  );
  return rows.map(leadFromRow);
}

/** The open leads that came in last, newest first. */
export async function newestOpenLeads(tenant: TenantSql, limit: number): Promise<StoredLead[]> {
  const rows = await tenant.query<LeadRow>(
    `select ${LEAD_COLUMNS} from standing_leads l where l.tenant_id = $1 and l.outcome = 'open'
     order by l.created_at desc, l.lead_id limit $2`,
    [tenant.tenantId, limit],
  );
  return rows.map(leadFromRow);
}

/**
 * Open leads whose score is missing, was made by another model, or is older than their facts; in pages by id. A lead
 * that was scored in the very millisecond of its change counts as older.
 */
export async function pageOfUnscoredLeads(
  tenant: TenantSql,
  modelVersion: number,
  afterLeadId: string | undefined,
  limit: number,
): Promise<StoredLead[]> {
  const rows = await tenant.query<LeadRow>(
    `select ${LEAD_COLUMNS} from standing_leads l left join scores s on s.tenant_id = $1 and s.lead_id = l.lead_id
     where l.tenant_id = $1 and l.outcome = 'open' and ($3::uuid is null or l.lead_id > $3)
       and (s.lead_id is null or s.model_version <> $2 or s.scored_at <= l.changed_at)
     order by l.lead_id limit $4`,
    [tenant.tenantId, modelVersion, afterLeadId ?? null, limit],
  );
  return rows.map(leadFromRow);
}

/** The lead that a record shows; undefined when the record is not known, or is gone. */
export async function findLeadOfRecord(
  tenant: TenantSql,
  connectionId: string,
  objectType: string,
  objectId: string,
): Promise<StoredLead | undefined> {
  const [row] = await tenant.query<LeadRow>(
    `select ${LEAD_COLUMNS} from leads l join crm_records r on r.tenant_id = $1 and r.lead_id = l.lead_id
     where l.tenant_id = $1 and r.connection_id = $2 and r.object_type = $3 and r.object_id = $4
       and r.gone_at is null`,
    [tenant.tenantId, connectionId, objectType, objectId],
  );
  return row && leadFromRow(row);
}

function leadFromRow(row: LeadRow): StoredLead {
  return {
    leadId: row.lead_id,
    email: row.email,
    name: row.name,
    company: row.company,
    fields: row.fields,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    outcome: outcomeFromRow(row),
  };
}

/** An outcome as the columns `outcome` and `converted_at` hold it. */
export function outcomeFromRow(row: { outcome: Outcome['kind']; converted_at: Date | null }): Outcome {
  return row.outcome === 'converted' && row.converted_at !== null
    ? { kind: 'converted', at: row.converted_at }
    : { kind: row.outcome === 'lost' ? 'lost' : 'open' };
}
