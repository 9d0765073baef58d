import { createHash } from 'node:crypto';
import type { Service } from '@aix/backend';
import { SignJWT } from 'jose';
import type { ServiceState, ShownFields, VisitorRecord } from '../hosts/site/index.ts';
import { DEMO_TENANT_ID } from './connect-demo-tenant.ts';

/** An open lead that both CRMs show, and who can therefore visit the demo bank's site. */
export interface KnownLead {
  leadId: string;
  name: string;
  email: string;
  /** Ids of the records that show it. */
  salesforceId: string;
  hubspotId: string;
}

/** Room to rise and to fall; and one page more or less crosses no threshold. */
const FROM_POINTS = 42;
const TO_POINTS = 56;
/** Pages wait for it: what takes longer does not answer. */
const LONGEST_READ_MS = 2_000;

/** Leads that both CRMs show: first those in the middle of the scale who have done nothing yet, the highest scores first. */
export async function findKnownLeads(
  { context }: Service,
  { except, limit }: { except: readonly string[]; limit: number },
): Promise<KnownLead[]> {
  return context.database.withTenant(DEMO_TENANT_ID, tenant =>
    tenant.query<KnownLead>(
      `select l.lead_id as "leadId", coalesce(l.name, 'a lead') as name, l.email, s.object_id as "salesforceId",
         h.object_id as "hubspotId"
       from published p
       join leads l on l.tenant_id = $1 and l.lead_id = p.lead_id and l.outcome = 'open' and l.email is not null
       join crm_records s on s.tenant_id = $1 and s.lead_id = p.lead_id and s.gone_at is null and s.object_type = 'Lead'
       join crm_records h on h.tenant_id = $1 and h.lead_id = p.lead_id and h.gone_at is null and h.object_type = 'contact'
       left join engagement e on e.tenant_id = $1 and e.lead_id = p.lead_id
       where p.tenant_id = $1 and p.status = 'scored' and p.lead_id <> all($4::uuid[])
       order by e.lead_id is null and p.score_points between $2 and $3 desc, p.score_points between $2 and $3 desc,
         p.score_points desc, p.lead_id limit $5`,
      [DEMO_TENANT_ID, FROM_POINTS, TO_POINTS, except, limit],
    ),
  );
}

/** @throws Error when the service does not answer */
export async function serviceStateOf({ context, url }: Service, leadId: string): Promise<ServiceState> {
  await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(LONGEST_READ_MS) });
  const [row] = await context.database.withTenant(DEMO_TENANT_ID, tenant =>
    tenant.query<{ scoredAt: Date; scorePoints: number; publishedAt: Date }>(
      `select s.scored_at as "scoredAt", s.score_points as "scorePoints", p.published_at as "publishedAt"
       from scores s join published p on p.tenant_id = $1 and p.lead_id = s.lead_id
       where s.tenant_id = $1 and s.lead_id = $2`,
      [DEMO_TENANT_ID, leadId],
    ),
  );
  if (row === undefined) throw new Error(`the lead ${leadId} has no score any more`);
  const { scoredAt, scorePoints, publishedAt } = row;
  return { scoredAt: scoredAt.toISOString(), scorePoints, publishedAt: publishedAt.toISOString() };
}

/** The lead's records, read over the pages of org and portal: as their users see them. */
export function recordsOf(
  { salesforceId, hubspotId }: KnownLead,
  { salesforcePagesUrl, hubspotPagesUrl }: { salesforcePagesUrl: string; hubspotPagesUrl: string },
): VisitorRecord[] {
  const fields = ['AIX_Score__c', 'AIX_Band__c', 'AIX_Reason_1__c', 'AIX_Next_Action__c'];
  const properties = ['aix_score', 'aix_band', 'aix_reason_1', 'aix_next_action'];
  return [
    {
      crm: 'Salesforce',
      pageUrl: `${salesforcePagesUrl}/lightning/r/Lead/${salesforceId}/view`,
      async read() {
        const url = `${salesforcePagesUrl}/ui/records/Lead/${salesforceId}?fields=${fields}`;
        const record = (await readJson(url)) as { fields: Record<string, { value: unknown }> };
        return shownFields(fields.map(name => record.fields[name]?.value));
      },
    },
    {
      crm: 'HubSpot',
      pageUrl: `${hubspotPagesUrl}/records/contact/${hubspotId}`,
      async read() {
        const url = `${hubspotPagesUrl}/ui/records/0-1/${hubspotId}`;
        const record = (await readJson(url, { names: properties })) as Record<string, unknown>;
        return shownFields(properties.map(name => record[name]));
      },
    },
  ];
}

async function readJson(url: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, {
    signal: AbortSignal.timeout(LONGEST_READ_MS),
    ...(body !== undefined && { method: 'POST', headers, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${new URL(url).origin} answered ${response.status}`);
  return response.json();
}

function shownFields(values: unknown[]): ShownFields {
  const [score = '', band = '', reason = '', step = ''] = values.map(value => String(value ?? ''));
  return { score, band, reason, step };
}

/** What the site's server gives to a page of a person whom it knows, as the guide to tracking has it. */
export function identityToken(email: string, secretKey: string): Promise<string> {
  return new SignJWT({ sub: emailDigest(email), domain: email.split('@')[1] })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(sha256(secretKey)));
}

/** How events name a person without their address. */
export function emailDigest(email: string): string {
  return sha256(email.trim().toLowerCase());
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
