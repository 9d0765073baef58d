import { escapeHtml, htmlPage } from '../pages/html.ts';
import type { Account, App } from '../portal/account.ts';

/** The page on which the portal's admin agrees: who asks, for what, and one button. The fields go back unchanged. */
export function consentPage(account: Account, app: App, fields: Readonly<Record<string, string>>): string {
  const scopes = (fields.scope ?? '').split(' ').map(scope => `<li>${escapeHtml(scope)}</li>`);
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  return htmlPage(
    `Connect ${app.name}`,
    `<p>${escapeHtml(app.name)} asks for access to <strong>${escapeHtml(account.name)}</strong> (${account.portalId}):</p>
<ul>${scopes.join('')}</ul>
<form method="post" action="/oauth/authorize">${hidden.join('')}<button type="submit">Connect app</button></form>`,
  );
}

/** The page instead of a redirect: what is wrong with the install address cannot be sent back to it. */
export function refusalPage(message: string): string {
  return htmlPage('Couldn’t complete the connection', `<p>${escapeHtml(message)}</p>`);
}
