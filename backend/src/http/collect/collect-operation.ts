import { jsonSchemaOf, problem } from '../openapi.ts';
import { collectedSchema, collectSchema } from './collect-schema.ts';

/** `POST /v1/collect` as `/openapi.json` shows it. */
export function collectOperation(): object {
  return {
    summary: 'Takes engagement events and identities; answers when they are stored for good',
    security: [{ writeKey: [] }],
    parameters: [
      {
        name: 'writeKey',
        in: 'query',
        required: false,
        description: 'A public key, from senders that cannot set headers',
        schema: { type: 'string' },
      },
    ],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: jsonSchemaOf(collectSchema) } },
    },
    responses: {
      202: {
        description: 'Stored; what could not be is listed',
        content: { 'application/json': { schema: jsonSchemaOf(collectedSchema) } },
      },
      400: problem('The body as a whole is not what it should be'),
      401: problem('The write key is missing, unknown or revoked'),
      403: problem('The write key may not be used from this origin'),
      413: problem('More than 500 items, or more than 1 MiB'),
      429: problem('Too many wrong keys; Retry-After says when to come back'),
      503: problem('More than can be taken just now; Retry-After says when to send it again'),
    },
  };
}
