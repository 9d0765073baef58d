import type { Account, App } from '../portal.ts';

/** The page on which the portal's admin agrees: who asks, for what, and one button. The fields go back unchanged. */
export function consentPage(account: Account, app: App, fields: Readonly<Record<string, string>>): string {
  const scopes = (fields.scope ?? '').split(' ').map(scope => `<li>${escapeHtml(scope)}</li>`);
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  return page(
    `Connect ${app.name}`,
    `<p>${escapeHtml(app.name)} asks for access to <strong>${escapeHtml(account.name)}</strong> (${account.portalId}):</p>
<ul>${scopes.join('')}</ul>
<form method="post" action="/oauth/authorize">${hidden.join('')}<button type="submit">Connect app</button></form>`,
  );
}

/** The page instead of a redirect: what is wrong with the install address cannot be sent back to it. */
export function refusalPage(message: string): string {
  return page('Couldn’t complete the connection', `<p>${escapeHtml(message)}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<h1>${escapeHtml(title)}</h1>${body}<p><small>Local stand-in, not HubSpot</small></p></html>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, character => entities[character] ?? character);
}
