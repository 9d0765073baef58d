import { Router, urlencoded } from 'express';
import type { Portal } from '../portal/portal.ts';
import { escapeHtml, htmlPage } from './html.ts';
import { SESSION_COOKIE, type UserSessions } from './user-sessions.ts';

/** `/login`: a button for each user of the portal, no passwords. `email` logs in, `next` is where to go then. */
export function loginRoutes({ account }: Portal, sessions: UserSessions): Router {
  const router = Router();
  router.get('/login', (request, response) => {
    const next = escapeHtml(ownPath(request.query.next));
    const forms = account.users.map(({ email, superAdmin }) => {
      const role = superAdmin ? ' (super admin)' : '';
      return `<form method="post" action="/login"><input type="hidden" name="next" value="${next}">
<button name="email" value="${escapeHtml(email)}">${escapeHtml(email)}${role}</button></form>`;
    });
    response.send(htmlPage(`Log in to ${account.name}`, forms.join('')));
  });
  router.post('/login', urlencoded({ extended: false }), (request, response) => {
    const { email, next } = (request.body ?? {}) as Record<string, unknown>;
    const user = account.users.find(each => each.email === email);
    if (user === undefined) {
      response.status(401).send(htmlPage('Nobody here has this address', ''));
      return;
    }
    response.cookie(SESSION_COOKIE, sessions.open(user), { httpOnly: true, sameSite: 'lax', path: '/' });
    response.redirect(303, ownPath(next));
  });
  return router;
}

/** A path of this portal; anything that could lead elsewhere is the portal's front page. */
function ownPath(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/';
}
