import express, { Router } from 'express';
import { z } from 'zod';
import type { WebhookSender } from './webhook-sender.ts';

const mischiefSchema = z.object({
  duplicates: z.boolean().default(false),
  disorder: z.boolean().default(false),
});

/**
 * What HubSpot shows in its webhook monitoring and nobody can ask it for: `GET /__webhooks` is what was sent, `PUT` makes
 * the sender misbehave, `POST /__webhooks/deliveries` sends what is due now.
 */
export function webhookControlRoutes(sender: WebhookSender | undefined): Router {
  const router = Router();
  router.get('/__webhooks', (_request, response) => {
    response.json({ sent: sender?.sent ?? [] });
  });
  router.put('/__webhooks', express.json(), (request, response) => {
    const parsed = mischiefSchema.safeParse(request.body ?? {});
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    sender?.misbehave(parsed.data);
    response.status(204).end();
  });
  router.post('/__webhooks/deliveries', async (_request, response) => {
    await sender?.deliverDue();
    response.status(204).end();
  });
  return router;
}
