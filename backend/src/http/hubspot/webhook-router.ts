import { InputError } from '@aix/shared-scoring';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Context } from '../../use-cases/context.ts';
import { receiveToldChanges } from '../../use-cases/portals/receive-told-changes.ts';
import { bodyAnswers, FAULT, jsonSchemaOf, problem } from '../openapi.ts';
import { readWebhook } from './read-webhook.ts';
import { type HubspotVerification, requireHubspot } from './require-hubspot.ts';
import { keepRawBody, parseRawBody } from './signed-body.ts';
import { webhookBody, webhookEvent } from './webhook-schema.ts';

/** Where HubSpot tells changes; the app's manifest names it. */
export const WEBHOOK_PATH = '/v1/hubspot/webhooks';
/** In bytes: 100 events with long values. */
const LARGEST_BODY = 1024 * 1024;

/** What became of told events; a label of a metric. */
export type EventFate =
  | 'stored'
  | 'repeated'
  | 'aside'
  | 'unknown_portal'
  | 'own'
  | 'not_followed'
  | 'without_portal';

export interface WebhookParts extends HubspotVerification {
  context: Context;
  countEvents(fate: EventFate, count: number): void;
}

/**
 * `POST /v1/hubspot/webhooks`: keeps what HubSpot tells, and answers; the records are read afterwards. Whatever single events hold,
 * the batch is answered with 200: HubSpot would only send the same again.
 */
export function webhookRouter(parts: WebhookParts): Router {
  const router = Router();
  const verify = requireHubspot(parts, { v2: false });
  router.post(
    WEBHOOK_PATH,
    keepRawBody(LARGEST_BODY),
    verify,
    async (request: Request, response: Response) => {
      const events = webhookBody.safeParse(parseRawBody(request));
      if (!events.success) throw new InputError('ERR_INPUT_INVALID', 'A webhook’s body is a list of events');
      const { portals, own, notFollowed, lost } = readWebhook(events.data);
      const { stored, repeated, aside, unknownPortal } = await receiveToldChanges(parts.context, portals);
      const counts: Record<EventFate, number> = {
        ...{ stored, repeated, aside, own },
        ...{ unknown_portal: unknownPortal, not_followed: notFollowed, without_portal: lost },
      };
      for (const [fate, count] of Object.entries(counts)) parts.countEvents(fate as EventFate, count);
      response.json({});
    },
  );
  return router;
}

/** The operation as `/openapi.json` shows it. */
export function webhookOperation(): object {
  return {
    summary:
      'Takes what HubSpot tells of changes; answers when it is kept. The records that it names are read afterwards',
    security: [{ portal: [] }],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: jsonSchemaOf(z.array(webhookEvent)) } },
    },
    responses: {
      200: {
        description: 'Kept: each change once, junk aside; what is of portals that are not connected, dropped',
      },
      400: problem('The body is no list of events'),
      401: problem('HubSpot did not sign it, or not within five minutes'),
      ...bodyAnswers(LARGEST_BODY),
      ...FAULT,
    },
  };
}
