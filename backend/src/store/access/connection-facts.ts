import type { TenantSql } from '../database.ts';

/** What is stored of a connection for its admin to see. */
export interface ConnectionFacts {
  connectedAs: string | null;
  connectedAt: Date;
  /** When the CRM took its grant back; null while the connection works. */
  endedAt: Date | null;
  lastReadAt: Date | null;
  lastWriteAt: Date | null;
  /** Leads that this connection shows, and of these how many have a score. */
  leads: number;
  scored: number;
  waiting: number;
  deadLetters: number;
  lastCheck: unknown;
}

/** undefined when the tenant has no such connection. */
export async function factsOfConnection(
  tenant: TenantSql,
  connectionId: string,
): Promise<ConnectionFacts | undefined> {
  const [facts] = await tenant.query<ConnectionFacts>(
    `select c.connected_as as "connectedAs", c.connected_at as "connectedAt", c.ended_at as "endedAt",
       c.read_at as "lastReadAt", c.last_check as "lastCheck",
       (select max(r.written_at) from crm_records r where r.tenant_id = $1 and r.connection_id = $2) as "lastWriteAt",
       (select count(distinct r.lead_id)::int from crm_records r
         where r.tenant_id = $1 and r.connection_id = $2 and r.gone_at is null) as leads,
       (select count(distinct r.lead_id)::int from crm_records r
         join published p on p.tenant_id = $1 and p.lead_id = r.lead_id and p.status = 'scored'
         where r.tenant_id = $1 and r.connection_id = $2 and r.gone_at is null) as scored,
       (select count(*)::int from outbox o
         where o.tenant_id = $1 and o.connection_id = $2 and o.dead_at is null) as waiting,
       (select count(*)::int from outbox o
         where o.tenant_id = $1 and o.connection_id = $2 and o.dead_at is not null) as "deadLetters"
     from connections c where c.tenant_id = $1 and c.connection_id = $2`,
    [tenant.tenantId, connectionId],
  );
  return facts;
}

/** What a connection's leads say of what a model could learn from them. */
export interface OutcomeFacts {
  leads: number;
  converted: number;
  open: number;
  firstCreatedAt: Date | null;
  lastCreatedAt: Date | null;
  /** Of each field, the share of leads in which it holds a value, 0..1. */
  fillRates: { field: string; share: number }[];
  /** Fields of which the CRM keeps a history; null while it has not been asked, or does not tell. */
  trackedFields: string[] | null;
  /** Sentences on what the CRM does not allow, or does not let us read of what people did. */
  unread: string[];
}

export async function outcomeFacts(tenant: TenantSql, connectionId: string): Promise<OutcomeFacts> {
  const shown = `select distinct on (r.lead_id) r.lead_id, r.facts, l.outcome, l.created_at
     from crm_records r join leads l on l.tenant_id = $1 and l.lead_id = r.lead_id
     where r.tenant_id = $1 and r.connection_id = $2 and r.gone_at is null order by r.lead_id, r.object_type, r.object_id`;
  const values = [tenant.tenantId, connectionId];
  const [totals] = await tenant.query<Omit<OutcomeFacts, 'fillRates' | 'trackedFields' | 'unread'>>(
    `with shown as (${shown})
     select count(*)::int as leads, count(*) filter (where outcome = 'converted')::int as converted,
       count(*) filter (where outcome = 'open')::int as open,
       min(created_at) as "firstCreatedAt", max(created_at) as "lastCreatedAt" from shown`,
    values,
  );
  const fields = await tenant.query<{ field: string; filled: number }>(
    `with shown as (${shown})
     select f.key as field, count(*) filter (where f.value <> 'null')::int as filled
     from shown cross join jsonb_each(shown.facts->'fields') as f group by f.key order by f.key`,
    values,
  );
  const [connection] = await tenant.query<{ tracked: string[] | null; unread: string[] }>(
    `select tracked_fields as tracked,
       (select coalesce(jsonb_agg(value->>'sentence' order by key), '[]') from jsonb_each(refused)) || unread as unread
     from connections where tenant_id = $1 and connection_id = $2`,
    values,
  );
  return {
    ...totals!,
    fillRates: fields.map(({ field, filled }) => ({ field, share: filled / totals!.leads })),
    trackedFields: connection?.tracked ?? null,
    unread: connection?.unread ?? [],
  };
}
