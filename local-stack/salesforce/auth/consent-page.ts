import type { ExternalClientApp, OrgSettings } from '../org.ts';

/** The page on which a user allows access: who asks, for what, as whom. The fields go back unchanged. */
export function consentPage(
  { name, users }: OrgSettings,
  app: ExternalClientApp,
  fields: Readonly<Record<string, string>>,
): string {
  const hidden = Object.entries(fields).map(
    ([field, value]) => `<input type="hidden" name="${escapeHtml(field)}" value="${escapeHtml(value)}">`,
  );
  const options = users.map(
    ({ username, name: person }) =>
      `<option value="${escapeHtml(username)}">${escapeHtml(`${person} (${username})`)}</option>`,
  );
  const scopes = (fields.scope ?? '').split(' ').map(scope => `<li>${escapeHtml(scope)}</li>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Allow Access?</title>
<h1>Allow Access?</h1><p>${escapeHtml(app.name)} is asking to access your org ${escapeHtml(name)}:</p>
<ul>${scopes.join('')}</ul>
<form method="post" action="/services/oauth2/authorize">${hidden.join('')}
<label>User <select name="username">${options.join('')}</select></label>
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form>
<p><small>Local stand-in, not Salesforce</small></p></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
