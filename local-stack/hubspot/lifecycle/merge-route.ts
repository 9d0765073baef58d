import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Pair } from '../associations/associate.ts';
import { associate, dissociate } from '../associations/associate.ts';
import { actorOf, grantedScopes } from '../authentication.ts';
import { mergedConversions } from '../forms/conversions.ts';
import { findLive, readBody } from '../objects/object-input.ts';
import { findObjectType, type ObjectType } from '../objects/object-type.ts';
import { readProperty, recordToJson } from '../objects/object-view.ts';
import { resourceNotFound, validationError } from '../platform-error.ts';
import { saveSilently } from '../portal/commit.ts';
import type { Actor, CrmRecord } from '../portal/crm-record.ts';
import type { Portal } from '../portal/portal.ts';

const mergeSchema = z.object({ primaryObjectId: z.string(), objectIdToMerge: z.string() });

/**
 * `POST …/{objectType}/merge`. Merging makes a new record with a new id, to which both old ids lead (changelog of
 * January 2025; second-hand, and for every object type alike assumed). Where both have a value, the primary's stays.
 */
export function mergeRoute(portal: Portal, type: ObjectType, now: () => number): RequestHandler {
  return (request, response) => {
    const { primaryObjectId, objectIdToMerge } = readBody(mergeSchema, request.body);
    if (primaryObjectId === objectIdToMerge) throw validationError('A record cannot be merged with itself');
    const primary = findLive(portal, type, primaryObjectId);
    const other = findLive(portal, type, objectIdToMerge);
    if (primary === undefined || other === undefined) throw resourceNotFound();
    const merged = mergeRecords(portal, type, { primary, other }, actorOf(portal, response), now());
    response.json(recordToJson(portal, type, merged, { properties: [], scopes: grantedScopes(response) }));
  };
}

function mergeRecords(
  portal: Portal,
  type: ObjectType,
  { primary, other }: { primary: CrmRecord; other: CrmRecord },
  actor: Actor,
  now: number,
): CrmRecord {
  const merged = joinRecords(portal, type, primary, other, now);
  const archivedAt = merged.updatedAt;
  const gone = [primary, other].map(before => ({
    ...before,
    archived: true,
    archivedAt,
    mergedInto: merged.id,
  }));
  const source: Actor = { source: 'MERGE_OBJECTS', sourceId: actor.sourceId };
  saveSilently(
    portal,
    [
      { type, after: merged },
      ...gone.map((after, which) => ({ type, before: which === 0 ? primary : other, after })),
    ],
    source,
    now,
  );
  moveAssociations(portal, type, [primary, other], merged, actor, now);
  portal.tell([
    {
      ...{ kind: 'merge', type, objectId: merged.id, actor, at: now },
      primaryId: primary.id,
      mergedIds: [other.id],
    },
  ]);
  return merged;
}

function joinRecords(
  portal: Portal,
  type: ObjectType,
  primary: CrmRecord,
  other: CrmRecord,
  now: number,
): CrmRecord {
  const properties = { ...other.properties };
  for (const [name, value] of Object.entries(primary.properties))
    if (value !== null && value !== '') properties[name] = value;
  Object.assign(properties, mergedConversions(primary.properties, other.properties));
  const earlier = [primary, other]
    .map(each => readProperty(type, each, type.createdProperty) ?? each.createdAt)
    .sort()[0]!;
  properties[type.createdProperty] = earlier;
  properties.hs_merged_object_ids = [primary, other]
    .flatMap(each => [...(each.properties.hs_merged_object_ids?.split(';') ?? []), each.id])
    .join(';');
  const id = portal.newId();
  if ('hs_object_id' in properties) properties.hs_object_id = id;
  return { id, properties, createdAt: earlier, updatedAt: new Date(now).toISOString(), archived: false };
}

/** What belonged to either belongs to the new record. */
function moveAssociations(
  portal: Portal,
  type: ObjectType,
  olds: readonly CrmRecord[],
  merged: CrmRecord,
  actor: Actor,
  now: number,
): void {
  const pairsOf = (id: string, of: string): Pair[] =>
    portal.associations.allNeighbours({ typeId: type.id, id: of }).flatMap(neighbour => {
      const toType = findObjectType(neighbour.typeId);
      if (toType === undefined) return [];
      const to = { type: toType, id: neighbour.id };
      return [{ from: { type, id }, to, isPrimary: neighbour.isPrimary }];
    });
  const kept = olds.flatMap(({ id }) => pairsOf(merged.id, id));
  const ended = olds.flatMap(({ id }) => pairsOf(id, id));
  dissociate(portal, ended, actor, now);
  associate(portal, kept, actor, now);
}
