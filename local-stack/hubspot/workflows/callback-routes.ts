import { Router } from 'express';
import { z } from 'zod';
import { requireScope } from '../authentication.ts';
import { readBody } from '../objects/object-input.ts';
import { resourceNotFound } from '../platform-error.ts';
import type { WorkflowEngine } from './workflow-engine.ts';

const completionSchema = z.object({
  outputFields: z.record(z.string(), z.unknown()),
  typedOutputs: z.unknown().optional(),
});
const batchSchema = z.object({ inputs: z.array(completionSchema.extend({ callbackId: z.string() })) });

/**
 * `/automation/actions/callbacks/{version}`: what ends a blocked workflow action. One that is unknown, another app's, not blocked yet,
 * expired or completed before is 404, and then none of its batch is completed (assumed).
 */
export function callbackRoutes(engine: WorkflowEngine): Router {
  const router = Router();
  const mayComplete = requireScope('automation');
  const find = (callbackId: string, clientId: unknown) => {
    const callback = engine.callback(callbackId);
    if (callback === undefined || callback.clientId !== clientId) throw resourceNotFound();
    callback.run.completions += 1;
    if (callback.run.state !== 'BLOCKED') throw resourceNotFound();
    return callback;
  };
  router.post('/complete', mayComplete, (request, response) => {
    const { inputs } = readBody(batchSchema, request.body);
    const found = inputs.map(({ callbackId }) => find(callbackId, response.locals.clientId));
    for (const [position, each] of found.entries()) each.complete(inputs[position]!.outputFields);
    response.status(204).end();
  });
  router.post('/:callbackId/complete', mayComplete, (request, response) => {
    const { outputFields } = readBody(completionSchema, request.body);
    find(String(request.params.callbackId), response.locals.clientId).complete(outputFields);
    response.status(204).end();
  });
  return router;
}
