import express, { Router } from 'express';
import { z } from 'zod';
import { workflowSchema } from './workflow.ts';
import type { WorkflowEngine } from './workflow-engine.ts';

/**
 * What HubSpot's workflow editor does and has no API for here: `POST /__workflows` switches a workflow on,
 * `GET /__workflows` is who was enrolled and what became of each step, `POST /__workflows/steps` does what is due now.
 */
export function workflowControlRoutes(engine: WorkflowEngine): Router {
  const router = Router();
  router.get('/__workflows', (_request, response) => {
    response.json({ enrolments: engine.enrolments });
  });
  router.post('/__workflows', express.json(), (request, response) => {
    const parsed = workflowSchema.safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    try {
      engine.add(parsed.data);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      response.status(400).json({ error: error.message });
      return;
    }
    response.status(204).end();
  });
  router.post('/__workflows/steps', async (_request, response) => {
    await engine.runDue();
    response.status(204).end();
  });
  return router;
}
