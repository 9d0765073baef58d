import type { Request, Response } from 'express';
import type { Sessions } from '../security/sessions.ts';
import { type Connection, listConnections } from '../store/connections.ts';
import { type ConnectionCounts, countRecords } from '../store/crm-records.ts';
import { countLeads } from '../store/leads.ts';
import { listTopLeads, type RankedLead } from '../store/scores.ts';
import { getTenant, type Tenant } from '../store/tenants.ts';
import { type Champion, loadChampion } from '../use-cases/champion.ts';
import type { Context } from '../use-cases/context.ts';
import { fillRecordPage } from '../use-cases/record-links.ts';
import { UNTOUCHED_ID } from './alerts/untouched-view.ts';
import { cookieOf, SESSION_COOKIE } from './authenticate.ts';
import { type Html, html, page, table } from './page-html.ts';

/** Where a person opens a record of each CRM: an address with `{objectType}` and `{objectId}`. */
export type RecordPages = Readonly<Partial<Record<Connection['crm'], string>>>;

/** A page elsewhere. */
interface MorePage {
  name: string;
  href: string;
}

const TOP_LEADS = 10;
const CRM_LABELS = { salesforce: 'Salesforce', hubspot: 'HubSpot' } as const;

/** The plain page at `/`: what there is for this session's tenant, with links. Without a session it says how to get one. */
export async function sendHomePage(
  request: Request,
  response: Response,
  {
    context,
    sessions,
    recordPages,
    morePages,
  }: {
    context: Context;
    sessions: Sessions;
    recordPages: RecordPages;
    morePages: readonly MorePage[];
  },
): Promise<void> {
  const token = cookieOf(request, SESSION_COOKIE);
  const session = token && (await sessions.verify(token).catch(() => undefined));
  const content = session
    ? await tenantContent(context, session.tenantId, { recordPages, morePages })
    : VISITOR_CONTENT;
  response.type('html').send(page('AIX Lead Qualification', html`${content}${FOOTER}`));
}

const FOOTER = html`<p><a href="/openapi.json">API description</a> · <a href="/metrics">metrics</a> · <a href="/healthz">health</a> ·
<a href="/readyz">readiness</a></p>`;

const VISITOR_CONTENT = html`<p>To see leads and cards, open the whole address that <code>npm start</code> printed:
it carries your session.</p>`;

async function tenantContent(
  { database }: Context,
  tenantId: string,
  pages: Pick<TenantPage, 'recordPages' | 'morePages'>,
): Promise<Html> {
  return database.withTenant(tenantId, async tenant =>
    describeTenant({
      tenant: await getTenant(tenant),
      leads: await countLeads(tenant),
      champion: await loadChampion(tenant),
      connections: await listConnections(tenant),
      counts: await countRecords(tenant),
      top: await listTopLeads(tenant, TOP_LEADS),
      ...pages,
    }),
  );
}

interface TenantPage {
  tenant: Tenant;
  leads: number;
  champion: Champion | undefined;
  connections: Connection[];
  counts: ConnectionCounts[];
  top: RankedLead[];
  recordPages: RecordPages;
  morePages: readonly MorePage[];
}

function describeTenant(shown: TenantPage): Html {
  const { tenant, leads, champion, connections, counts, top } = shown;
  const number = new Intl.NumberFormat('en');
  const countsOf = (id: string) => counts.find(each => each.connectionId === id);
  return html`
<p>${tenant.name}: ${number.format(leads)} leads. ${
    champion
      ? `Model v${champion.version} learned from ${number.format(champion.model.facts.rows)} outcomes. ${champion.model.facts.verdict.reason}.`
      : 'There is no model yet.'
  }</p>
${shown.morePages.map(({ name, href }) => html`<p><a href="${href}">${name}</a></p>\n`)}<h2>Connections</h2>
${table(
  ['CRM', 'Account', 'Records', 'Carry a score', 'Refused', 'Waiting'],
  connections.map(each => {
    const count = countsOf(each.connectionId);
    return [
      CRM_LABELS[each.crm],
      each.name,
      ...[count?.records, count?.written, count?.rejected, count?.waiting].map(n => number.format(n ?? 0)),
    ];
  }),
)}
<h2>Hottest open leads</h2>
${
  top.length === 0
    ? html`<p>No lead has a score yet.</p>`
    : table(
        ['Lead', 'Company', 'Band', 'Score', 'Card'],
        top.map(lead => [
          linkedName(lead, shown),
          lead.company ?? '',
          lead.band,
          String(lead.scorePoints),
          html`<a href="${cardPath(lead)}">English</a>, <a href="${cardPath(lead)}?locale=de">Deutsch</a>`,
        ]),
      )
}
<h2>More to look at</h2>
<ul>
<li><a href="/alert-channels">Alert channels</a></li>
<li><a href="/alert-channels#${UNTOUCHED_ID}">Hot leads that nobody has touched</a></li>
${['/v1/tenant', '/v1/model', '/v1/model/card', '/v1/connections', '/v1/leads', '/v1/field-problems'].map(path => html`<li><a href="${path}">${path}</a></li>\n`)}
</ul>`;
}

/** The lead's name, as a link where its record can be opened. */
function linkedName(lead: RankedLead, { connections, recordPages }: TenantPage): string | Html {
  const name = lead.name ?? '(no name)';
  const crm = connections.find(({ connectionId }) => connectionId === lead.connectionId)?.crm;
  const address = crm && recordPages[crm];
  if (address === undefined) return name;
  return html`<a href="${fillRecordPage(address, lead)}">${name}</a>`;
}

function cardPath({ connectionId, objectType, objectId }: RankedLead): string {
  return `/v1/connections/${connectionId}/records/${objectType}/${objectId}/card`;
}
