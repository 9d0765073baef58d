import { json, Router } from 'express';
import type { StoredRecord } from '../../stand-in/record-store.ts';
import type { Org } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import { isRecordId, toLongId } from '../record-id.ts';
import { applyCreate } from '../records/create-record.ts';
import { readValue } from '../records/read-value.ts';
import { applyDelete, applyUpdate, parseUpdate } from '../records/update-record.ts';
import { describeBriefly, describeObject } from '../schema/describe.ts';
import type { SObjectType } from '../schema/sobject-field.ts';
import { apiPathOf, sessionOf } from './gates.ts';

/** `/sobjects`: the list, each object's description, and single records. */
export function sobjectRoutes(org: Org, now: () => number): Router {
  const router = Router();

  router.get('/sobjects', (_request, response) => {
    const apiPath = apiPathOf(response);
    const sobjects = [...org.schema.values()].map(object => describeBriefly(object, apiPath));
    response.json({ encoding: 'UTF-8', maxBatchSize: 200, sobjects });
  });
  router.get('/sobjects/:object', (request, response) => {
    const object = org.objectType(request.params.object);
    response.json({ objectDescribe: describeBriefly(object, apiPathOf(response)), recentItems: [] });
  });
  router.get('/sobjects/:object/describe', (request, response) => {
    response.json(describeObject(org.objectType(request.params.object), apiPathOf(response)));
  });

  router.get('/sobjects/:object/:id', (request, response) => {
    const object = org.objectType(request.params.object);
    const record = existingRecord(org, object, request.params.id);
    const fields = namedFields(object, request.query.fields);
    const shown: StoredRecord = {
      attributes: { type: object.name, url: `${apiPathOf(response)}/sobjects/${object.name}/${record.Id}` },
    };
    for (const field of fields) shown[field.name] = readValue(record, field);
    response.json(shown);
  });
  router.patch('/sobjects/:object/:id', json(), (request, response) => {
    const object = org.objectType(request.params.object);
    const { id } = request.params;
    const update = parseUpdate(object, id, request.body as StoredRecord);
    existingRecord(org, object, id);
    org.save([applyUpdate(org, update, { userId: sessionOf(response).user.id, now: now() })]);
    response.status(204).end();
  });
  router.post('/sobjects/:object', json(), (request, response) => {
    const object = org.objectType(request.params.object);
    const by = { userId: sessionOf(response).user.id, now: now() };
    const created = applyCreate(org, object, request.body as StoredRecord, by);
    org.save([created]);
    response.status(201).json({ id: created.id, success: true, errors: [] });
  });
  router.delete('/sobjects/:object/:id', (request, response) => {
    const object = org.objectType(request.params.object);
    const record = existingRecord(org, object, request.params.id);
    org.save([applyDelete(object, record, { userId: sessionOf(response).user.id, now: now() })]);
    response.status(204).end();
  });
  return router;
}

function existingRecord(org: Org, object: SObjectType, id: string): StoredRecord {
  const record = isRecordId(id) ? org.record(object, toLongId(id)) : undefined;
  if (record === undefined)
    throw new PlatformError(404, 'NOT_FOUND', 'The requested resource does not exist');
  if (record.IsDeleted === true) throw new PlatformError(404, 'ENTITY_IS_DELETED', 'entity is deleted');
  return record;
}

/** The fields of `?fields=A,B`, or all. */
function namedFields(object: SObjectType, names: unknown) {
  if (typeof names !== 'string' || names === '') return object.fields;
  return names.split(',').map(name => {
    const field = object.fieldsByName.get(name.trim().toLowerCase());
    if (field !== undefined) return field;
    throw new PlatformError(400, 'INVALID_FIELD', `No such column '${name}' on entity '${object.name}'.`);
  });
}
