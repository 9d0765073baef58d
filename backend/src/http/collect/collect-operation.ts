import { bodyAnswers, FAULT, jsonSchemaOf, KEY_ANSWERS, problem } from '../openapi.ts';
import { collectedSchema, collectSchema, LARGEST_BODY, MOST_ITEMS } from './collect-schema.ts';

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
      ...KEY_ANSWERS,
      403: problem('The write key may not be used from this origin'),
      ...bodyAnswers(LARGEST_BODY),
      413: problem(`More than ${MOST_ITEMS} items, or more than ${LARGEST_BODY} bytes`),
      ...FAULT,
      503: problem('More than can be taken just now; Retry-After says when to send it again'),
    },
  };
}
