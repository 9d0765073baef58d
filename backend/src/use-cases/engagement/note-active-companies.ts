import { COMPANY_SIGNAL, companyMarks, findActiveCompanies, NO_ACTS } from '@aix/shared-scoring';
import { digestUuid } from '../../security/digests.ts';
import { firstActs } from '../../store/active-people.ts';
import { sharedDomains } from '../../store/colleagues.ts';
import type { TenantSql } from '../../store/database.ts';
import type { NewEvent } from '../../store/events.ts';
import { listTenantIds } from '../../store/tenants.ts';
import type { Context } from '../context.ts';
import { ingestEvents } from './ingest-events.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** 5 January 1970, the first Monday since the epoch. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** As many events as one transaction takes. */
const PAGE = 1_000;

/**
 * Notes of each lead that it is one of three or more people of its company who were active within a calendar week (UTC), once a week, as
 * an event like any other. Its id follows from lead and week, so whoever notes it again notes nothing; so late acts of a week that
 * has just ended are looked at for another day. Only acts that somebody vouches for count.
 * @returns how many events there are now of these weeks
 */
export async function noteActiveCompanies(context: Context, tenantId: string): Promise<number> {
  const nowMs = context.now().getTime();
  const weeks = new Set([weekOf(nowMs - DAY_MS), weekOf(nowMs)]);
  let noted = 0;
  for (const week of weeks) {
    const events = await context.database.withTenant(tenantId, sql => eventsOfWeek(sql, week));
    for (let from = 0; from < events.length; from += PAGE) {
      const page = { tenantId, events: events.slice(from, from + PAGE), identifications: [], asides: [] };
      await ingestEvents(context, tenantId, [page]);
    }
    noted += events.length;
  }
  return noted;
}

/** The tenants to look at: companies have no mark of what changed, so all. */
export async function allTenants({ database }: Context): Promise<string[]> {
  return listTenantIds(database);
}

/** Number of the week, counted from the first Monday of 1970. */
function weekOf(atMs: number): number {
  return Math.floor((atMs - FIRST_MONDAY_MS) / WEEK_MS);
}

async function eventsOfWeek(sql: TenantSql, week: number): Promise<NewEvent[]> {
  const from = new Date(FIRST_MONDAY_MS + week * WEEK_MS);
  const acts = await firstActs(sql, { from, to: new Date(from.getTime() + WEEK_MS), apart: NO_ACTS });
  const marked = acts.map(act => ({ ...act, company: companyMarks(act), firstActMs: act.at.getTime() }));
  const domains = new Set(marked.flatMap(({ company }) => company.domain ?? []));
  const shared = await sharedDomains(sql, [...domains]);
  const people = marked.map(({ company: { domain, name }, ...act }) => ({
    ...act,
    company: { domain: domain !== null && shared.has(domain) ? null : domain, name },
  }));
  return findActiveCompanies(people).map(({ person: { leadId, subject }, sinceMs }) => ({
    eventId: digestUuid(`${COMPANY_SIGNAL} ${leadId} ${week}`),
    subject,
    signal: COMPANY_SIGNAL,
    at: new Date(sinceMs),
  }));
}
