import { Router } from 'express';
import { requireScope } from '../authentication.ts';
import { resourceNotFound } from '../platform-error.ts';
import type { User } from '../portal/account.ts';
import type { Portal } from '../portal/portal.ts';

const MAX_PAGE = 100;

/** `/settings/users/{version}` (user provisioning): who works in the portal, and who is a super admin. */
export function userRoutes({ account }: Portal): Router {
  const router = Router();
  const mayRead = requireScope('settings.users.read');
  router.get('/', mayRead, (request, response) => {
    const limit = Math.min(Number(request.query.limit ?? MAX_PAGE), MAX_PAGE);
    const after = Number(request.query.after ?? 0);
    const page = account.users.filter(({ userId }) => userId > after).slice(0, limit);
    const last = page.at(-1);
    const isMore = last !== undefined && account.users.some(({ userId }) => userId > last.userId);
    response.json({
      results: page.map(userToJson),
      ...(isMore ? { paging: { next: { after: String(last.userId) } } } : {}),
    });
  });
  router.get('/:userId', mayRead, (request, response) => {
    const key = String(request.params.userId);
    const byEmail = request.query.idProperty === 'EMAIL';
    const user = account.users.find(({ userId, email }) =>
      byEmail ? email === key : String(userId) === key,
    );
    if (user === undefined) throw resourceNotFound();
    response.json(userToJson(user));
  });
  return router;
}

function userToJson({ userId, email, firstName, lastName, superAdmin }: User): Record<string, unknown> {
  return { id: String(userId), email, firstName, lastName, roleIds: [], secondaryTeamIds: [], superAdmin };
}
