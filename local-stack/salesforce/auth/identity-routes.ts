import { Router } from 'express';
import type { Org } from '../org.ts';
import type { Session } from './access-tokens.ts';

/** `/services/oauth2/userinfo` and `/id/<org>/<user>`: who a token acts for. Mount it behind the session check. */
export function identityRoutes(org: Org, ownUrl: () => string): Router {
  const router = Router();
  const { organizationId } = org.settings;

  router.get('/services/oauth2/userinfo', (_request, response) => {
    const { user } = response.locals.session as Session;
    response.json({
      sub: `${ownUrl()}/id/${organizationId}/${user.id}`,
      user_id: user.id,
      organization_id: organizationId,
      preferred_username: user.username,
      nickname: user.username,
      name: user.name,
      email: user.email,
      email_verified: true,
      active: true,
      user_type: 'STANDARD',
    });
  });

  router.get('/id/:organizationId/:userId', (request, response) => {
    const { user } = response.locals.session as Session;
    if (request.params.organizationId !== organizationId || request.params.userId !== user.id) {
      response.status(403).type('text/plain').send('Wrong_Org');
      return;
    }
    response.json({
      id: `${ownUrl()}/id/${organizationId}/${user.id}`,
      user_id: user.id,
      organization_id: organizationId,
      username: user.username,
      display_name: user.name,
      email: user.email,
      active: true,
      urls: {
        rest: `${ownUrl()}/services/data/v{version}/`,
        query: `${ownUrl()}/services/data/v{version}/query/`,
      },
    });
  });
  return router;
}
