import type { Express, RequestHandler, Router } from 'express';
import { accountDetails } from './account/account-details.ts';
import { userRoutes } from './account/user-routes.ts';
import { associationRoutes, recordAssociationRoutes } from './associations/association-routes.ts';
import { submissionRoutes } from './forms/submission-routes.ts';
import type { OauthGrants } from './oauth/oauth-grants.ts';
import { requireObjectType } from './objects/object-input.ts';
import { objectRoutes } from './objects/object-routes.ts';
import { OBJECT_TYPES } from './objects/object-type.ts';
import { PlatformError } from './platform-error.ts';
import type { Portal } from './portal/portal.ts';
import { propertyRoutes } from './properties/property-routes.ts';
import type { SearchIndex } from './search/search-index.ts';
import { callbackRoutes } from './workflows/callback-routes.ts';
import type { WorkflowEngine } from './workflows/workflow-engine.ts';

/** What the API serves. */
export interface Served {
  portal: Portal;
  index: SearchIndex;
  grants: OauthGrants;
  workflows: WorkflowEngine;
  now: () => number;
}

/** The API under its dated paths and, with the same handlers, under the older ones that HubSpot's own client calls. */
export function mountApi(app: Express, { portal, index, grants, workflows, now }: Served): void {
  const objects = new Map<string, Router>();
  const properties = new Map<string, Router>();
  for (const type of OBJECT_TYPES) {
    objects.set(type.id, objectRoutes(portal, type, index, now));
    properties.set(type.id, propertyRoutes(portal, type, now));
  }
  const byObjectType =
    (routers: Map<string, Router>): RequestHandler =>
    (request, response, next) => {
      const type = requireObjectType(String(request.params.objectType));
      routers.get(type.id)!(request, response, next);
    };
  app.use(['/crm/objects/2026-03', '/crm/v4/objects'], recordAssociationRoutes(portal));
  app.use(['/crm/objects/2026-03/:objectType', '/crm/v3/objects/:objectType'], byObjectType(objects));
  app.use(
    ['/crm/properties/2026-03/:objectType', '/crm/v3/properties/:objectType'],
    byObjectType(properties),
  );
  app.use(['/crm/associations/2026-03', '/crm/v4/associations'], associationRoutes(portal, now));
  app.use(
    ['/automation/actions/callbacks/2026-03', '/automation/v4/actions/callbacks'],
    callbackRoutes(workflows),
  );
  app.use('/form-integrations/v1/submissions/forms', submissionRoutes(portal));
  app.use(['/settings/users/2026-03', '/settings/v3/users'], userRoutes(portal));
  app.get(['/account-info/2026-03/details', '/account-info/v3/details'], (_request, response) => {
    response.json(accountDetails(portal));
  });
  app.delete(
    ['/appinstalls/2026-03/external-install', '/appinstalls/v3/external-install'],
    (_request, response) => {
      grants.uninstall(String(response.locals.clientId));
      response.status(204).end();
    },
  );
  app.use(() => {
    throw new PlatformError(404, { message: 'resource not found' });
  });
}
