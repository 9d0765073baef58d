import { recordSubject } from '../security/digests.ts';
import type { RecordKey } from './crm-records.ts';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';
import { uuidArray } from './uuid-array.ts';

/*
 * An address that records of two people in one connection bear says nothing of who a person is. Records that are gone bear none.
 * Addresses are named by their
 * subject (`security/digests.ts`). All this only under `lockIdentities`.
 */

/** The addresses that these records bear as far as they are known. */
export async function addressesOfRecords(
  tenant: TenantSql,
  connectionId: string,
  keys: readonly RecordKey[],
): Promise<string[]> {
  const rows = await tenant.query<{ subject: string }>(
    `select distinct r.subject
     from crm_records r join jsonb_to_recordset($3::jsonb) as wanted("objectType" text, "objectId" text)
       on r.object_type = wanted."objectType" and r.object_id = wanted."objectId"
     where r.tenant_id = $1 and r.connection_id = $2 and r.subject is not null`,
    [
      tenant.tenantId,
      connectionId,
      jsonParameter(keys.map(({ objectType, objectId }) => ({ objectType, objectId }))),
    ],
  );
  return rows.map(row => row.subject);
}

/** The addresses that the records of these leads bear. */
export async function addressesOfLeads(tenant: TenantSql, leadIds: readonly string[]): Promise<string[]> {
  const rows = await tenant.query<{ subject: string }>(
    `select distinct subject from crm_records
     where tenant_id = $1 and lead_id = any($2::uuid[]) and subject is not null`,
    [tenant.tenantId, leadIds],
  );
  return rows.map(row => row.subject);
}

/** Which of these addresses several people of one connection share. */
export async function sharedAddresses(tenant: TenantSql, subjects: readonly string[]): Promise<string[]> {
  const rows = await tenant.query<{ subject: string }>(
    `select distinct subject from (
       select subject from crm_records where tenant_id = $1 and subject = any($2::uuid[]) and gone_at is null
       group by subject, connection_id having count(distinct lead_id) > 1) as shared`,
    [tenant.tenantId, subjects],
  );
  return rows.map(row => row.subject);
}

/** Ties these addresses to nobody any more. Returns the leads that had them. */
export async function releaseAddresses(tenant: TenantSql, subjects: readonly string[]): Promise<string[]> {
  const rows = await tenant.query<{ lead_id: string }>(
    'delete from identities where tenant_id = $1 and subject = any($2::uuid[]) returning lead_id',
    [tenant.tenantId, subjects],
  );
  return rows.map(row => row.lead_id);
}

/**
 * Gives each record that joined a lead by one of these addresses a lead of its own, with the address that it bears by now and what
 * its CRM tells of it.
 * @returns the leads that lost or got a record
 */
export async function partRecords(tenant: TenantSql, subjects: readonly string[]): Promise<string[]> {
  const parted = await tenant.query<PartedRecord>(
    `update crm_records r set lead_id = n.new_lead_id, own_lead_id = n.new_lead_id, joined_by = null
     from (select connection_id, object_type, object_id, lead_id, own_lead_id, gen_random_uuid() as new_lead_id
       from crm_records where tenant_id = $1 and joined_by = any($2::uuid[])) as n
     where r.tenant_id = $1 and r.connection_id = n.connection_id and r.object_type = n.object_type
       and r.object_id = n.object_id
     returning r.connection_id as "connectionId", r.object_type as "objectType", r.object_id as "objectId", r.subject,
       r.own_lead_id as "leadId", n.lead_id as "leftLeadId", n.own_lead_id as "leftOwnLeadId"`,
    [tenant.tenantId, subjects],
  );
  const along = parted.flatMap(record =>
    [record.subject, recordSubject(record.connectionId, record)].flatMap(subject =>
      subject === null ? [] : [{ ...record, subject }],
    ),
  );
  await tenant.query(
    `update identities i set lead_id = p.lead_id, own_lead_id = p.lead_id
     from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as p(subject, lead_id, left_own_lead_id)
     where i.tenant_id = $1 and i.subject = p.subject and i.own_lead_id = p.left_own_lead_id`,
    [
      tenant.tenantId,
      uuidArray(along.map(({ subject }) => subject)),
      uuidArray(along.map(({ leadId }) => leadId)),
      uuidArray(along.map(({ leftOwnLeadId }) => leftOwnLeadId)),
    ],
  );
  return [...new Set(parted.flatMap(({ leadId, leftLeadId }) => [leadId, leftLeadId]))];
}

interface PartedRecord extends RecordKey {
  connectionId: string;
  subject: string | null;
  leadId: string;
  leftLeadId: string;
  leftOwnLeadId: string;
}

/** A record whose address is another lead's, or nobody's. */
export interface AstrayRecord {
  subject: string;
  leadId: string;
  ownLeadId: string;
  /** Who has the address; null for nobody. */
  ownerLeadId: string | null;
}

/**
 * The records that bear one of these addresses and show another lead than the one that has it; first those whose lead bears it most
 * often, always in the same order.
 */
export async function astrayRecords(tenant: TenantSql, subjects: readonly string[]): Promise<AstrayRecord[]> {
  return tenant.query(
    `select r.subject, r.lead_id as "leadId", r.own_lead_id as "ownLeadId", i.lead_id as "ownerLeadId"
     from crm_records r left join identities i on i.tenant_id = $1 and i.subject = r.subject
     where r.tenant_id = $1 and r.subject = any($2::uuid[]) and r.lead_id is distinct from i.lead_id
       and r.gone_at is null
     order by r.subject, count(*) over (partition by r.subject, r.lead_id) desc, r.lead_id <> r.own_lead_id,
       r.connection_id, r.object_type, r.object_id`,
    [tenant.tenantId, subjects],
  );
}

/** Ties an address that nobody has to the lead that this record shows. */
export async function giveAddress(
  tenant: TenantSql,
  { subject, leadId, ownLeadId }: Pick<AstrayRecord, 'subject' | 'leadId' | 'ownLeadId'>,
): Promise<void> {
  await tenant.query(
    `insert into identities (tenant_id, subject, lead_id, own_lead_id) values ($1, $2, $3, $4) on conflict do nothing`,
    [tenant.tenantId, subject, leadId, ownLeadId],
  );
}

/**
 * Whether nothing but this address speaks of who a lead is, and it could be the other: all of its records bear the address, none is
 * in a connection where the other has one, and no merge of it is in force or was undone.
 */
export async function isKnownByAddressOnly(
  tenant: TenantSql,
  { subject, leadId, intoLeadId }: { subject: string; leadId: string; intoLeadId: string },
): Promise<boolean> {
  const [row] = await tenant.query<{ only: boolean }>(
    `select not exists (select from crm_records r where r.tenant_id = $1 and r.lead_id = $3 and r.gone_at is null
         and (r.subject is distinct from $2 or exists (select from crm_records o where o.tenant_id = $1 and o.lead_id = $4
           and o.connection_id = r.connection_id and o.gone_at is null)))
       and not exists (select from lead_merges m where m.tenant_id = $1
         and (m.lead_id = $3 or (m.into_lead_id = $3 and m.undone_at is null))) as only`,
    [tenant.tenantId, subject, leadId, intoLeadId],
  );
  return row!.only;
}
