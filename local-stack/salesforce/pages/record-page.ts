import type { StoredRecord } from '../../stand-in/record-store.ts';
import type { Org, OrgUser } from '../org.ts';
import { readValue } from '../records/read-value.ts';
import type { SObjectField, SObjectType } from '../schema/sobject-field.ts';

/** A record as one user sees it. */
export interface RecordPage {
  /** The org as this user sees it. */
  org: Org;
  user: OrgUser;
  object: SObjectType;
  record: StoredRecord;
}

const SYSTEM = new Set([
  ...['Id', 'IsDeleted', 'CreatedDate', 'CreatedById', 'LastModifiedDate', 'LastModifiedById'],
  ...['SystemModstamp', 'LastViewedDate', 'LastReferencedDate', 'MasterRecordId'],
]);

/**
 * A whole page in HTML: every field that the user may read, those of packages and of the org itself apart from the standard ones.
 * It looks for changes once a second and says so to a screen reader; without scripts it is a plain page.
 */
export function renderRecordPage(page: RecordPage): string {
  const { object, record, user } = page;
  const name = inHtml(String(shown(page, object.fieldsByName.get('name')!) || record.Id));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name} | ${object.label}</title>
<style>${STYLE}</style>
</head>
<body>
<header><p>${inHtml(object.label)}</p><h1>${name}</h1>
<p>Seen by ${inHtml(user.name)} (${inHtml(user.username)}), ${inHtml(user.profile)}</p></header>
<main id="record">${renderFields(page)}</main>
<p id="news" role="status"></p>
<footer>This is a local preview, not Salesforce.</footer>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** The part of the page that changes with the record. */
export function renderFields(page: RecordPage): string {
  const { fields } = page.object;
  const sections: [string, SObjectField[]][] = [
    ['Details', fields.filter(({ custom, name }) => !custom && !SYSTEM.has(name))],
    ['Custom fields', fields.filter(({ custom }) => custom)],
    ['System information', fields.filter(({ name }) => SYSTEM.has(name))],
  ];
  return sections
    .filter(([, own]) => own.length > 0)
    .map(([title, own]) => {
      const id = title.toLowerCase().replace(' ', '-');
      const rows = own.map(
        field => `<div><dt>${inHtml(field.label)}</dt><dd>${shown(page, field)}</dd></div>`,
      );
      return `<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><dl>${rows.join('\n')}</dl></section>`;
    })
    .join('\n');
}

/** A value in HTML; a reference by the name of what it leads to. */
function shown({ org, record }: RecordPage, field: SObjectField): string {
  const value = readValue(record, field);
  if (value === null || value === '') return '';
  if (field.type === 'boolean') return value === true ? 'Yes' : 'No';
  if (field.type === 'datetime') {
    const iso = new Date(String(value)).toISOString();
    return `<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
  }
  if (field.type === 'reference') {
    const target = org.schema.get(field.referenceTo[0]?.toLowerCase() ?? '');
    const named = target && org.record(target, String(value));
    return inHtml(String(named?.Name ?? value));
  }
  return inHtml(String(value));
}

function inHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; color: #181818; background: #f3f3f3; margin: 0 auto; max-width: 60rem; padding: 1rem }
header, section { background: #fff; border: 1px solid #c9c9c9; border-radius: .25rem; padding: .75rem 1rem; margin-bottom: .75rem }
header p, footer { margin: 0; color: #444; overflow-wrap: anywhere }
h1 { margin: 0; font-size: 1.5rem } h2 { margin: 0 0 .5rem; font-size: 1.1rem }
dl { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .25rem 1.5rem }
dl div { border-bottom: 1px solid #e5e5e5; min-width: 0 }
dt { color: #444; font-size: .85rem } dd { margin: 0; min-height: 1.5em; overflow-wrap: anywhere }
`;

const SCRIPT = `
const record = document.getElementById('record');
const news = document.getElementById('news');
let last = record.innerHTML;
setInterval(async () => {
  const address = new URL(location.href);
  address.searchParams.set('part', 'fields');
  const answer = await fetch(address).catch(() => undefined);
  if (!answer?.ok) { news.textContent = 'The org does not answer.'; return; }
  const html = await answer.text();
  if (news.textContent.startsWith('The org')) news.textContent = '';
  if (html === last) return;
  last = html;
  record.innerHTML = html;
  news.textContent = 'The record was changed at ' + new Date().toLocaleTimeString() + '.';
}, 1000);
`;
