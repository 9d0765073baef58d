import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { actorOf, requireAllScopes } from '../authentication.ts';
import { checkBatchSize, findLive, readBody, requireObjectType } from '../objects/object-input.ts';
import type { ObjectType } from '../objects/object-type.ts';
import { resourceNotFound, validationError } from '../platform-error.ts';
import type { Portal } from '../portal/portal.ts';
import { associate, dissociate, type Pair } from './associate.ts';
import { associationTypeIds, readTypeId } from './association-types.ts';
import { liveNeighbours } from './live-neighbours.ts';

/** Most inputs of one call (associations reference). */
const MAX_READ = 1000;
const MAX_WRITE = 2000;
/** Associated records in one answer for one record (assumed: the list endpoint's 500). */
const PAGE = 500;

const readSchema = z.object({ inputs: z.array(z.object({ id: z.string(), after: z.string().optional() })) });
const endSchema = z.object({ id: z.coerce.string() });
const typesSchema = z.array(
  z.object({ associationCategory: z.string(), associationTypeId: z.number().int() }),
);
const createSchema = z.object({
  inputs: z.array(z.object({ from: endSchema, to: endSchema, types: typesSchema })),
});
const archiveSchema = z.object({ inputs: z.array(z.object({ from: endSchema, to: z.array(endSchema) })) });

/** `/crm/associations/{version}/{from}/{to}/batch`: which records belong together. Mount it at `/crm/associations/{version}`. */
export function associationRoutes(portal: Portal, now: () => number): Router {
  const router = Router();
  const path = '/:from/:to/batch';
  router.post(`${path}/read`, mayTouch('readScopes'), batchRead(portal, now));
  router.post(
    [`${path}/create`, `${path}/associate/default`],
    mayTouch('writeScopes'),
    (request, response) => {
      const { from, to } = typesOf(request.params);
      const isDefault = request.path.endsWith('/default');
      const body = isDefault ? withDefaultTypes(request.body, from, to) : request.body;
      const { inputs } = readBody(createSchema, body);
      checkBatchSize(inputs.length, MAX_WRITE);
      const pairs = inputs.flatMap(input => pairsOf(portal, from, to, input));
      associate(portal, pairs, actorOf(portal, response), now());
      response.status(isDefault ? 200 : 201).json({ status: 'COMPLETE', results: pairs.map(pairToJson) });
    },
  );
  router.post(`${path}/archive`, mayTouch('writeScopes'), (request, response) => {
    const { from, to } = typesOf(request.params);
    const { inputs } = readBody(archiveSchema, request.body);
    const pairs = inputs.flatMap(input =>
      input.to.map(each => ({
        from: { type: from, id: input.from.id },
        to: { type: to, id: each.id },
        isPrimary: false,
      })),
    );
    dissociate(portal, pairs, actorOf(portal, response), now());
    response.status(204).end();
  });
  return router;
}

/** `…/objects/{version}/{from}/{id}/associations/{to}`: all associations of one record. Mount it at `…/objects/{version}`. */
export function recordAssociationRoutes(portal: Portal): Router {
  const router = Router();
  router.get('/:from/:id/associations/:to', mayTouch('readScopes'), (request, response) => {
    const { from, to } = typesOf(request.params);
    const id = String(request.params.id);
    if (findLive(portal, from, id) === undefined) throw resourceNotFound();
    response.json(relatedPage(portal, { type: from, id }, to, request.query.after));
  });
  return router;
}

/** A direction may be read with the scopes of both ends (assumed: the reference lists those of every object). */
function mayTouch(kind: 'readScopes' | 'writeScopes'): RequestHandler {
  return (request, response, next) => {
    const { from, to } = typesOf(request.params);
    requireAllScopes(from[kind], to[kind])(request, response, next);
  };
}

function typesOf(params: Record<string, unknown>): { from: ObjectType; to: ObjectType } {
  const from = requireObjectType(String(params.from));
  const to = requireObjectType(String(params.to));
  return { from, to };
}

/** Records without associations are left out of the results, as the platform does; unknown ones too (assumed). */
function batchRead(portal: Portal, now: () => number): RequestHandler {
  return (request, response) => {
    const { from, to } = typesOf(request.params);
    const { inputs } = readBody(readSchema, request.body);
    checkBatchSize(inputs.length, MAX_READ);
    const results = inputs.flatMap(({ id, after }) => {
      const { results: related, ...paging } = relatedPage(portal, { type: from, id }, to, after);
      return related.length === 0 ? [] : [{ from: { id }, to: related, ...paging }];
    });
    const moment = new Date(now()).toISOString();
    response.json({ status: 'COMPLETE', results, startedAt: moment, completedAt: moment });
  };
}

function relatedPage(portal: Portal, from: { type: ObjectType; id: string }, to: ObjectType, after: unknown) {
  const all = liveNeighbours(portal, { typeId: from.type.id, id: from.id }, to);
  const start = after === undefined ? 0 : Number(after);
  const results = all.slice(start, start + PAGE).map(({ id, isPrimary }) => ({
    toObjectId: id,
    associationTypes: labelsOf(from.type, to, isPrimary),
  }));
  const next = String(start + PAGE);
  return { results, ...(start + PAGE < all.length ? { paging: { next: { after: next } } } : {}) };
}

/** A primary association is an unlabelled one too. */
function labelsOf(from: ObjectType, to: ObjectType, isPrimary: boolean) {
  const ids = associationTypeIds(from.id, to.id);
  const category = 'HUBSPOT_DEFINED';
  return [
    ...(isPrimary && ids?.primary !== undefined ? [{ category, typeId: ids.primary, label: 'Primary' }] : []),
    ...(ids === undefined ? [] : [{ category, typeId: ids.unlabelled, label: null }]),
  ];
}

function withDefaultTypes(body: unknown, from: ObjectType, to: ObjectType): unknown {
  const inputs = (body as { inputs?: object[] } | undefined)?.inputs ?? [];
  const associationTypeId = associationTypeIds(from.id, to.id)?.unlabelled;
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }];
  return { inputs: inputs.map(each => ({ ...each, types })) };
}

function pairsOf(
  portal: Portal,
  from: ObjectType,
  to: ObjectType,
  input: z.output<typeof createSchema>['inputs'][number],
): Pair[] {
  for (const [type, { id }] of [
    [from, input.from],
    [to, input.to],
  ] as const)
    if (findLive(portal, type, id) === undefined)
      throw validationError(`${type.singular.toUpperCase()}=${id} is not valid`, {
        category: 'VALIDATION_ERROR',
      });
  return input.types.map(({ associationTypeId }) => {
    const known = readTypeId(from.id, to.id, associationTypeId);
    if (known === undefined)
      throw validationError(
        `Association type ${associationTypeId} does not exist from ${from.plural} to ${to.plural}`,
      );
    return { from: { type: from, id: input.from.id }, to: { type: to, id: input.to.id }, ...known };
  });
}

function pairToJson({ from, to, isPrimary }: Pair): Record<string, unknown> {
  return {
    fromObjectTypeId: from.type.id,
    fromObjectId: Number(from.id),
    toObjectTypeId: to.type.id,
    toObjectId: Number(to.id),
    labels: isPrimary ? ['Primary'] : [],
  };
}
