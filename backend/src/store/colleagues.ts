import { type Band, COMPANY_SIGNAL, type CompanyMarks } from '@aix/shared-scoring';
import type { TenantSql } from './database.ts';
import { uuidArray } from './uuid-array.ts';

/** A person of a company who did something of late. */
export interface Colleague {
  leadId: string;
  name: string | null;
  /** What is published; null where nothing is. */
  scorePoints: number | null;
  band: Band | null;
  lastActAt: Date;
  /** The record that shows the person, the first by its id; null where none does, or none was asked for. */
  objectId: string | null;
}

/** Whose colleagues, and which. */
export interface ColleagueRequest {
  company: CompanyMarks;
  since: Date;
  limit: number;
  /** Only people whom a record of this kind shows in this connection. */
  shownOn?: { connectionId: string; objectType: string };
  /** A lead that is left out. */
  except?: string;
}

/** Of a name or domain that more people have, others may be left out: a card must not wait for all of them. */
const MOST_LOOKED_AT = 1_000;
/** So many leads of a domain are looked at to tell whether one company's people have it. */
const MOST_JUDGED = 50;
/**
 * Whether people of many companies have a domain, told by those who name theirs: at least five, of whom more than half name companies of
 * their own, or who name at least ten, one for less than six people. One company is written in several ways, too, but not in so many.
 */
const IS_SHARED = `count(*) >= 5 and (count(distinct company_digest) * 2 > count(*)
  or count(distinct company_digest) >= 10 and count(distinct company_digest) * 6 > count(*))`;

/**
 * Who of a company was active since a time, most recent first; nobody where nothing marks a company. People are of it who bear its
 * name, however it is written, or have an address of its domain, unless many companies' people have that. Their counters tell when they acted, so none of their events is read.
 */
export async function activeColleagues(
  tenant: TenantSql,
  { company: { domain, name }, since, limit, shownOn, except }: ColleagueRequest,
): Promise<Colleague[]> {
  if (domain === null && name === null) return [];
  return tenant.query<Colleague>(
    `with of_domain as (
       select lead_id, company_digest from leads where tenant_id = $1 and email_domain = $2 limit ${MOST_LOOKED_AT}),
     judged as (select company_digest from of_domain where company_digest is not null limit ${MOST_JUDGED}),
     of_company as (
       (select lead_id from leads where tenant_id = $1 and company_digest = md5(lower(trim($3::text)))::uuid
          limit ${MOST_LOOKED_AT})
       union
       select lead_id from of_domain where not (select ${IS_SHARED} from judged))
     select l.lead_id as "leadId", l.name, p.score_points as "scorePoints", p.band, l.last_at as "lastActAt",
       l.object_id as "objectId"
     from (select s.lead_id, s.name, a.last_at, r.object_id from of_company c
       cross join lateral (select state, last_event_at from engagement
         where tenant_id = $1 and lead_id = c.lead_id limit 1) g
       cross join lateral (select to_timestamp(max((counter ->> 'newestMs')::float8) / 1000) as last_at
         from json_each(g.state -> 'counters') as acts(signal, counter) where signal <> '${COMPANY_SIGNAL}') a
       cross join lateral (select lead_id, name from standing_leads
         where tenant_id = $1 and lead_id = c.lead_id limit 1) s
       left join lateral (select object_id from crm_records
         where tenant_id = $1 and connection_id = $6 and object_type = $7 and lead_id = c.lead_id and gone_at is null
         order by object_id limit 1) r on true
       where g.last_event_at >= $4 and a.last_at >= $4 and ($6::uuid is null or r.object_id is not null) and c.lead_id is distinct from $8
       order by a.last_at desc, s.lead_id limit $5) l
     left join lateral (select score_points, band from published
       where tenant_id = $1 and lead_id = l.lead_id limit 1) p on true
     order by l.last_at desc, l.lead_id`,
    [
      ...[tenant.tenantId, domain, name, since, limit],
      ...[shownOn?.connectionId ?? null, shownOn?.objectType ?? null, except ?? null],
    ],
    'often',
  );
}

/** Which of these domains people of many companies have. */
export async function sharedDomains(tenant: TenantSql, domains: readonly string[]): Promise<Set<string>> {
  const rows = await tenant.query<{ email_domain: string }>(
    `select email_domain from leads
     where tenant_id = $1 and email_domain = any($2::text[]) and company_digest is not null
     group by email_domain
     having ${IS_SHARED}`,
    [tenant.tenantId, domains],
  );
  return new Set(rows.map(row => row.email_domain));
}

/** How often each of these leads did something since a time; those who did nothing are absent. */
export async function countActs(
  tenant: TenantSql,
  leadIds: readonly string[],
  since: Date,
): Promise<Map<string, number>> {
  const rows = await tenant.query<{ lead_id: string; acts: number }>(
    `select w.lead_id, a.acts from unnest($2::uuid[]) as w(lead_id)
     cross join lateral (select count(*)::int as acts from events e
       where e.tenant_id = $1 and e.lead_id = w.lead_id and e.at >= $3 and e.signal <> '${COMPANY_SIGNAL}') a
     where a.acts > 0`,
    [tenant.tenantId, uuidArray(leadIds), since],
  );
  return new Map(rows.map(row => [row.lead_id, row.acts]));
}
