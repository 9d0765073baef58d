import { Router } from 'express';
import { z } from 'zod';
import { requireScope } from '../authentication.ts';
import type { ObjectType } from '../objects/object-type.ts';
import { requireProduct } from '../objects/require-product.ts';
import { PlatformError, resourceNotFound, validationError } from '../platform-error.ts';
import type { ObjectTable } from '../portal/object-table.ts';
import type { Portal } from '../portal/portal.ts';
import {
  FIELD_TYPES_BY_TYPE,
  groupSchema,
  type PropertyDefinition,
  propertySchema,
  propertyToJson,
} from './property-definition.ts';

const NAME = /^[a-z][a-z0-9_]*$/;
const MAX_NAME_LENGTH = 100;
const MAX_BATCH = 100;

const batchSchema = z.object({ inputs: z.array(z.unknown()) });
const namesSchema = z.object({ inputs: z.array(z.object({ name: z.string() })) });

/** `/crm/properties/{version}/{objectType}`: definitions and their groups. Mount it at that path. */
export function propertyRoutes(portal: Portal, type: ObjectType, now: () => number): Router {
  const router = Router();
  const table = portal.table(type);
  const mayRead = requireScope(...type.schemaReadScopes);
  const mayWrite = requireScope(...type.schemaWriteScopes);
  router.use(requireProduct(portal, type));

  router.get('/', mayRead, (_request, response) => {
    response.json({ results: [...table.properties.values()].map(propertyToJson) });
  });
  router.post('/', mayWrite, (request, response) => {
    response.status(201).json(propertyToJson(createProperty(table, request.body, now())));
  });
  router.get('/groups', mayRead, (_request, response) => {
    response.json({ results: [...table.groups.values()].map(group => ({ ...group, archived: false })) });
  });
  router.post('/groups', mayWrite, (request, response) => {
    const group = parse(groupSchema, request.body);
    checkName(group.name);
    if (table.groups.has(group.name)) throw conflict(`Property group named '${group.name}' already exists`);
    table.saveGroup(group);
    response.status(201).json({ ...group, archived: false });
  });
  router.post('/batch/create', mayWrite, (request, response) => {
    const { inputs } = parse(batchSchema, request.body);
    if (inputs.length > MAX_BATCH) throw validationError(`Batch size ${inputs.length} exceeds ${MAX_BATCH}`);
    const answer = createBatch(table, inputs, now());
    response.status(answer.errors.length === 0 ? 201 : 207).json({ status: 'COMPLETE', ...answer });
  });
  router.post('/batch/read', mayRead, (request, response) => {
    const found = parse(namesSchema, request.body).inputs.map(({ name }) => table.properties.get(name));
    response.json({
      status: 'COMPLETE',
      results: found.filter(each => each !== undefined).map(propertyToJson),
    });
  });
  router.get('/:name', mayRead, (request, response) => {
    const property = table.properties.get(String(request.params.name));
    if (property === undefined) throw resourceNotFound();
    response.json(propertyToJson(property));
  });
  return router;
}

/** One property's failure leaves the others standing and makes the answer a 207 (assumed from the objects API). */
function createBatch(table: ObjectTable, inputs: readonly unknown[], now: number) {
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const input of inputs) {
    try {
      results.push(propertyToJson(createProperty(table, input, now)));
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      errors.push(error.body);
    }
  }
  return { results, errors, ...(errors.length === 0 ? {} : { numErrors: errors.length }) };
}

function createProperty(table: ObjectTable, input: unknown, now: number): PropertyDefinition {
  const property = parse(propertySchema, input);
  checkName(property.name);
  if (table.properties.has(property.name))
    throw conflict(`A property named '${property.name}' already exists.`);
  if (!table.groups.has(property.groupName))
    throw validationError(`Property group '${property.groupName}' does not exist`);
  checkShape(property);
  const createdAt = new Date(now).toISOString();
  const created = {
    ...property,
    hubspotDefined: false,
    readOnlyValue: false,
    createdAt,
    updatedAt: createdAt,
  };
  table.saveProperty(created);
  return created;
}

function checkShape({ name, type, fieldType, options }: z.output<typeof propertySchema>): void {
  const allowed: readonly string[] = FIELD_TYPES_BY_TYPE[type];
  if (!allowed.includes(fieldType))
    throw validationError(`Property '${name}': fieldType '${fieldType}' is not valid for type '${type}'`);
  const values = new Set(options.map(each => each.value));
  if (type === 'enumeration' && values.size === 0)
    throw validationError(`Property '${name}' is an enumeration and needs at least one option`);
  if (values.size !== options.length)
    throw validationError(`Property '${name}': option values must be unique`);
}

function checkName(name: string): void {
  if (!NAME.test(name) || name.length > MAX_NAME_LENGTH || name.startsWith('hs_'))
    throw validationError(
      `Invalid name '${name}': it must begin with a letter and contain only lowercase letters, numbers and underscores`,
    );
}

function conflict(message: string): PlatformError {
  return new PlatformError(409, { message, category: 'OBJECT_ALREADY_EXISTS' });
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw validationError(`Invalid input: ${z.prettifyError(parsed.error)}`);
}
