import { AccessError, InputError } from '@aix/shared-scoring';
import { type Request, type Response, Router } from 'express';
import type { z } from 'zod';
import { findConnectionOf } from '../../store/connections.ts';
import type { Context } from '../../use-cases/context.ts';
import type { PortalRefusal } from '../../use-cases/portals/authenticate-portal.ts';
import {
  ACTION_WAITS_MS,
  runWorkflowAction,
  type WorkflowDeed,
} from '../../use-cases/portals/run-workflow-action.ts';
import { bodyAnswers, FAULT, jsonSchemaOf, problem } from '../openapi.ts';
import { objectOf } from '../request-body.ts';
import { type HubspotVerification, requireHubspot } from './require-hubspot.ts';
import { keepRawBody, parseRawBody } from './signed-body.ts';
import { WORKFLOW_DEEDS, workflowAnswer, workflowRequest } from './workflow-schema.ts';

const PATH = '/v1/hubspot/workflow-actions';
/** In bytes. */
const LARGEST_BODY = 100 * 1024;

export interface WorkflowParts extends HubspotVerification {
  context: Context;
  countPortalRefusal(reason: PortalRefusal): void;
}

/**
 * `POST /v1/hubspot/workflow-actions/…`: what a workflow in HubSpot can have done. Signed as version 3 or, as HubSpot documents it for
 * workflows, as version 2, which can be replayed for ever: so each callback id is answered once.
 */
export function workflowRouter(parts: WorkflowParts): Router {
  const router = Router();
  const verify = requireHubspot(parts, { v2: true });
  for (const [name, deedOf] of Object.entries(WORKFLOW_DEEDS))
    router.post(
      `${PATH}/${name}`,
      keepRawBody(LARGEST_BODY),
      verify,
      async (request: Request, response: Response) => {
        const asked = readOr400(workflowRequest, objectOf(parseRawBody(request)));
        const found = await findConnectionOf(parts.context.database, 'hubspot', asked.origin.portalId);
        if (found === undefined || found.hasEnded)
          throw refused(parts, found === undefined ? 'unknown_portal' : 'ended_portal');
        const { tenantId, connectionId } = found;
        const { done, waits, outputs } = await runWorkflowAction(parts.context, {
          ...{ tenantId, connectionId, callbackId: asked.callbackId },
          record: { objectType: 'contact', objectId: asked.object.objectId },
          person: `workflow ${asked.context?.workflowId ?? 'in HubSpot'}`,
          deed: readOr400<WorkflowDeed>(deedOf, asked.inputFields),
        });
        response.json({ outputFields: waits ? BLOCK : { ...outputs, hs_execution_state: stateOf(done) } });
      },
    );
  return router;
}

/** HubSpot waits, for a day at most. */
const BLOCK = {
  hs_execution_state: 'BLOCK',
  hs_expiration_duration: `PT${ACTION_WAITS_MS / 3_600_000}H`,
} as const;

function stateOf(done: boolean): 'SUCCESS' | 'FAIL_CONTINUE' {
  return done ? 'SUCCESS' : 'FAIL_CONTINUE';
}

function refused(parts: WorkflowParts, reason: PortalRefusal): AccessError {
  parts.countPortalRefusal(reason);
  parts.log.warn({ reason }, 'a workflow of a HubSpot portal was refused');
  return new AccessError(
    'ERR_UNAUTHENTICATED',
    'The call is not of a connected portal: an admin must connect it',
  );
}

function readOr400<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const [fault] = parsed.error.issues;
  throw new InputError('ERR_INPUT_INVALID', `${fault?.path.join('.') || 'The body'}: ${fault?.message}`);
}

/** The operations as `/openapi.json` shows them, by path. */
export function workflowOperations(): Record<string, object> {
  const answers = {
    200: {
      description:
        'Done, why not in a sentence, or that the workflow is to wait; the same for each callback id, however often it is asked',
      content: { 'application/json': { schema: jsonSchemaOf(workflowAnswer) } },
    },
    400: problem('Something in the body is not right'),
    401: problem('HubSpot did not sign it, or the portal is not connected'),
    ...bodyAnswers(LARGEST_BODY),
    422: problem('The callback id came with another request before'),
    ...FAULT,
    503: problem(
      'HubSpot’s own API or this service is busy, and the portal lets nobody wait; HubSpot asks again',
    ),
  };
  const operation = (summary: string) => ({
    post: {
      summary,
      security: [{ portal: [] }],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: jsonSchemaOf(workflowRequest) } },
      },
      responses: answers,
    },
  });
  return {
    [`${PATH}/score-record`]: operation('Scores the contact of a workflow, for its branches'),
    [`${PATH}/record-outcome`]: operation('Says what became of a contact; models learn from it'),
    [`${PATH}/record-feedback`]: operation('Says whether the score on a contact is right'),
  };
}
