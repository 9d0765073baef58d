import { z } from 'zod';
import { OWN } from './own-connection.ts';
import { LARGEST_BODY, type Route } from './route.ts';

const PROBLEM = { $ref: '#/components/schemas/Problem' };

const REQUEST_KEYS = (['Idempotency-Key', 'idempotencyKey'] as const).map(name => ({
  name,
  in: name === 'idempotencyKey' ? 'query' : 'header',
  required: false,
  description:
    'Names the request, so that repeating it changes nothing more. Calls that an org or portal signed need one, in either place',
  schema: { type: 'string', minLength: 8, maxLength: 128 },
}));
const OWN_CONNECTION =
  'The connection’s id, or "own" in calls that an org or portal signed: the connection that vouches for the call';

/** The API's description, OpenAPI 3.1, from the routes themselves, and from operations that are no routes, by path. */
export function openapiOf(
  routes: readonly Route[],
  others: Readonly<Record<string, object>>,
  version: string,
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AIX Lead Qualification',
      version,
      description: 'Scores, cards and connections of one tenant.',
    },
    security: [{ session: [] }, { org: [] }, { portal: [] }],
    paths: { ...paths, ...others },
    components: {
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        org: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'Signed (RS256) by a connected org: iss its id, aud this address, sub a user id, exp at most 5 minutes ahead, aix_role rep or admin',
        },
        portal: {
          type: 'apiKey',
          in: 'header',
          name: 'X-HubSpot-Signature-v3',
          description:
            'HubSpot’s signature, version 3, with X-HubSpot-Request-Timestamp; portalId and userId are read from the signed query',
        },
        writeKey: { type: 'http', scheme: 'bearer', description: 'A write key of the tenant' },
      },
      schemas: {
        Problem: {
          type: 'object',
          description: 'RFC 9457',
          required: ['type', 'status', 'code', 'detail'],
          properties: {
            type: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string' },
            detail: { type: 'string' },
          },
        },
      },
    },
  };
}

/** An answer that is a problem. */
export function problem(description: string): object {
  return { description, content: { 'application/problem+json': { schema: PROBLEM } } };
}

/** What operations can answer that ask the store. */
export const FAULT = { 500: problem('Something went wrong here; it has been logged') };

/** What operations can answer that read a body. @param largest in bytes */
export function bodyAnswers(largest: number): object {
  return {
    413: problem(`More than ${largest} bytes`),
    415: problem('The body’s charset or compression is none that is read'),
  };
}

/** What operations can answer that take a write key. */
export const KEY_ANSWERS = {
  401: problem('The write key is missing, unknown or revoked'),
  429: problem(
    'Too many requests from this address had no valid write key; Retry-After says when to come back',
  ),
};

/** What operations can answer that take a session, or a call that an org or portal signed. */
const CALLER_ANSWERS = {
  401: problem(
    'Neither a session nor a call that a connected org, or HubSpot for a connected portal, signed',
  ),
  404: problem('The tenant has nothing that goes by what the request names'),
  429: problem('Too many requests from this address were refused; Retry-After says when to come back'),
  502: problem('The CRM that had to be asked refused: an admin connects it again, or allows it there'),
  503: problem(
    'The CRM that had to be asked is busy or away; Retry-After says, where it is known, when to ask again',
  ),
};

function operationOf(route: Route): object {
  return {
    summary: route.summary,
    parameters: [
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...(route.once ? REQUEST_KEYS : []),
    ],
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchemaOf(route.body) } } },
    }),
    responses: {
      ...(route.answer
        ? {
            200: {
              description: 'Done',
              content: { [route.answerType ?? 'application/json']: { schema: jsonSchemaOf(route.answer) } },
            },
          }
        : { 302: { description: 'Go on to the Location' } }),
      400: problem('Something in the request is not right'),
      403: problem(
        route.needs === 'admin' ? 'Not an admin, or not of this connection' : 'Not of this connection',
      ),
      ...CALLER_ANSWERS,
      ...FAULT,
      ...(route.method !== 'get' && bodyAnswers(LARGEST_BODY)),
      ...conflictsOf(route),
      ...(route.once && {
        422: problem('The Idempotency-Key came with another request before'),
      }),
    },
  };
}

function conflictsOf({ conflict, once }: Route): object {
  const reasons = [conflict, once && 'The same request is being worked on'].filter(Boolean);
  return reasons.length === 0 ? {} : { 409: problem(reasons.join('; ')) };
}

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(where === 'path' && name === 'connectionId'
      ? { description: OWN_CONNECTION, schema: { anyOf: [property, { const: OWN }] } }
      : { schema: property }),
  }));
}

/** A schema as `/openapi.json` shows it. */
export function jsonSchemaOf(schema: z.ZodType): object {
  const { $schema: _, ...jsonSchema } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return jsonSchema;
}
