import type { RequestHandler } from 'express';
import { z } from 'zod';
import { actorOf } from '../authentication.ts';
import { findRecord, readBody } from '../objects/object-input.ts';
import type { ObjectType } from '../objects/object-type.ts';
import type { Portal } from '../portal/portal.ts';

const eraseSchema = z.object({ objectId: z.string(), idProperty: z.string().optional() });

/**
 * `POST …/contacts/gdpr-delete`: the contact, its past and what it is associated with are forgotten. Someone unknown is
 * answered alike (reference: an unknown e-mail address is put on a list of those not to be contacted).
 */
export function gdprRoute(portal: Portal, type: ObjectType, now: () => number): RequestHandler {
  return (request, response) => {
    const { objectId, idProperty } = readBody(eraseSchema, request.body);
    const record = findRecord(portal, type, objectId, idProperty);
    if (record !== undefined) {
      eraseRecord(portal, type, record.id);
      const told = { type, objectId: record.id, actor: actorOf(portal, response), at: now() };
      // A privacy deletion is told as a deletion too (webhooks reference).
      portal.tell([
        { ...told, kind: 'privacyDeletion' },
        ...(record.archived ? [] : [{ ...told, kind: 'deletion' } as const]),
      ]);
    }
    response.status(204).end();
  };
}

function eraseRecord({ store, history, associations, table }: Portal, type: ObjectType, id: string): void {
  const own = { typeId: type.id, id };
  store.apply([
    { collection: type.plural, id, record: null },
    ...history.forget(type.id, id),
    ...associations
      .allNeighbours(own)
      .map(other => associations.unlink(own, other))
      .filter(each => each !== undefined),
  ]);
  table(type).dropId(id);
}
