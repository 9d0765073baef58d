import { Router } from 'express';
import type { Org, OrgUser } from '../org.ts';
import { isRecordId, toLongId } from '../record-id.ts';
import { type RecordPage, renderFields, renderRecordPage } from './record-page.ts';

/**
 * `/lightning/r/Lead/<id>/view`: a record as a user sees it. There is no log-in: `?as=<username>` says who looks, the first user
 * unless it is given, since a stand-in is only reached from its own machine.
 */
export function pageRoutes(org: Org, seenBy: (user: OrgUser) => Org): Router {
  const router = Router();
  router.get('/lightning/r/:object/:id/view', (request, response) => {
    const page = findRecord(request.params, request.query.as);
    if (page === undefined) {
      response.status(404).type('html').send(NOT_FOUND);
      return;
    }
    response.set('Cache-Control', 'no-store').type('html');
    response.send(request.query.part === 'fields' ? renderFields(page) : renderRecordPage(page));
  });
  return router;

  function findRecord(
    { object: objectName, id }: { object: string; id: string },
    username: unknown,
  ): RecordPage | undefined {
    const { users } = org.settings;
    const user = username === undefined ? users[0] : users.find(each => each.username === username);
    if (user === undefined || !isRecordId(id)) return undefined;
    const own = seenBy(user);
    const object = own.schema.get(objectName.toLowerCase());
    const record = object && own.record(object, toLongId(id));
    return record && record.IsDeleted !== true ? { org: own, user, object, record } : undefined;
  }
}

const NOT_FOUND = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not found</title></head>
<body><main><h1>This record is not there, or may not be seen</h1></main></body></html>
`;
