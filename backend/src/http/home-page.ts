import type { Request, Response } from 'express';
import type { Sessions } from '../security/sessions.ts';
import { type Connection, listConnections } from '../store/connections.ts';
import { type ConnectionCounts, countRecords } from '../store/crm-records.ts';
import { countLeads } from '../store/leads.ts';
import { listTopLeads, type RankedLead } from '../store/scores.ts';
import { getTenant, type Tenant } from '../store/tenants.ts';
import { type Champion, loadChampion } from '../use-cases/champion.ts';
import type { Context } from '../use-cases/context.ts';
import { cookieOf, SESSION_COOKIE } from './authenticate.ts';

/** Where a person opens a record of each CRM: an address with `{objectType}` and `{objectId}`. */
export type RecordPages = Readonly<Partial<Record<Connection['crm'], string>>>;

const TOP_LEADS = 10;
const CRM_LABELS = { salesforce: 'Salesforce', hubspot: 'HubSpot' } as const;

/** The plain page at `/`: what there is for this session's tenant, with links. Without a session it says how to get one. */
export async function sendHomePage(
  request: Request,
  response: Response,
  { context, sessions, recordPages }: { context: Context; sessions: Sessions; recordPages: RecordPages },
): Promise<void> {
  const token = cookieOf(request, SESSION_COOKIE);
  const session = token && (await sessions.verify(token).catch(() => undefined));
  const content = session ? await tenantContent(context, session.tenantId, recordPages) : VISITOR_CONTENT;
  response.type('html').send(page(content));
}

const VISITOR_CONTENT = html`<p>To see leads and cards, open the whole address that <code>npm start</code> printed:
it carries your session.</p>`;

async function tenantContent(
  { database }: Context,
  tenantId: string,
  recordPages: RecordPages,
): Promise<Html> {
  return database.withTenant(tenantId, async tenant =>
    describeTenant({
      tenant: await getTenant(tenant),
      leads: await countLeads(tenant),
      champion: await loadChampion(tenant),
      connections: await listConnections(tenant),
      counts: await countRecords(tenant),
      top: await listTopLeads(tenant, TOP_LEADS),
      recordPages,
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
<h2>Connections</h2>
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
${['/v1/tenant', '/v1/model', '/v1/model/card', '/v1/connections', '/v1/leads', '/v1/field-problems'].map(path => html`<li><a href="${path}">${path}</a></li>\n`)}
</ul>`;
}

/** The lead's name, as a link where its record can be opened. */
function linkedName(lead: RankedLead, { connections, recordPages }: TenantPage): string | Html {
  const name = lead.name ?? '(no name)';
  const crm = connections.find(({ connectionId }) => connectionId === lead.connectionId)?.crm;
  const address = crm && recordPages[crm];
  if (address === undefined) return name;
  const parts: Record<string, string> = { objectType: lead.objectType, objectId: lead.objectId };
  const href = address.replace(/\{(\w+)\}/g, (_, part: string) => encodeURIComponent(parts[part] ?? ''));
  return html`<a href="${href}">${name}</a>`;
}

function cardPath({ connectionId, objectType, objectId }: RankedLead): string {
  return `/v1/connections/${connectionId}/records/${objectType}/${objectId}/card`;
}

function table(heads: string[], rows: (string | Html)[][]): Html {
  return html`<div class="wide"><table><thead><tr>${heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(row => html`<tr>${row.map(cell => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`;
}

function page(content: Html): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>AIX Lead Qualification</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
</style></head><body>
<h1>AIX Lead Qualification</h1>
${content}
<p><a href="/openapi.json">API description</a> · <a href="/metrics">metrics</a> · <a href="/healthz">health</a> ·
<a href="/readyz">readiness</a></p>
</body></html>`.markup;
}

/** Markup that is safe to put into a page. */
interface Html {
  markup: string;
}

/** Escapes every value that is not markup itself, so that a lead's name cannot become part of the page. */
function html(strings: TemplateStringsArray, ...values: (string | Html | Html[])[]): Html {
  const markup = (value: string | Html | Html[]): string => {
    if (typeof value === 'string')
      return value.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
    return Array.isArray(value) ? value.map(each => each.markup).join('') : value.markup;
  };
  return { markup: String.raw({ raw: strings }, ...values.map(markup)) };
}
