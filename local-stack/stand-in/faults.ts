import { json, type Response, Router } from 'express';
import { z } from 'zod';

/**
 * Misbehaviour on demand: a test or a demonstration asks for it under `POST /__faults`, `DELETE /__faults` ends it. No
 * real CRM has this address; everything else about a stand-in is the platform's own.
 */
const faultSchema = z.object({
  /** Which requests: a method, or any, and a regular expression on the path. */
  method: z.string().optional(),
  path: z.string().default('.*'),
  /** How many of them; 0 is all until the fault is deleted. */
  times: z.number().int().min(0).default(1),
  /** Leave that many matching requests alone first. */
  after: z.number().int().min(0).default(0),
  /**
   * `answer` replies instead of the platform; `hang` never replies; `reset` cuts the connection; `slow` waits and goes
   * on; `lose-answer` does the work, then cuts the connection; `partial` fails every second record of a batch write.
   */
  kind: z.enum(['answer', 'hang', 'reset', 'slow', 'lose-answer', 'partial']),
  status: z.number().int().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  delayMs: z.number().int().min(0).default(0),
});

export type Fault = z.input<typeof faultSchema>;
type ActiveFault = z.output<typeof faultSchema> & { seen: number };

/** Middleware that misbehaves as asked. Put it before the platform's own routes. */
export function faultRoutes(): Router {
  let active: ActiveFault[] = [];
  const router = Router();

  router.post('/__faults', json(), (request, response) => {
    const parsed = faultSchema.safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    active.push({ ...parsed.data, seen: 0 });
    response.status(204).end();
  });
  router.delete('/__faults', (_request, response) => {
    active = [];
    response.status(204).end();
  });

  router.use((request, response, next) => {
    const fault = active.find(
      each =>
        (each.method === undefined || each.method === request.method) &&
        new RegExp(each.path).test(request.originalUrl),
    );
    if (fault === undefined) return next();
    fault.seen += 1;
    if (fault.seen <= fault.after) return next();
    if (fault.times > 0 && fault.seen >= fault.after + fault.times)
      active = active.filter(each => each !== fault);
    misbehave(fault, response, next);
  });
  return router;
}

/** Whether the current request was asked to fail every second record. */
export function failsPartially(response: Response): boolean {
  return response.locals.partial === true;
}

function misbehave(fault: ActiveFault, response: Response, next: () => void): void {
  switch (fault.kind) {
    case 'answer':
      response.status(fault.status ?? 500).set(fault.headers);
      if (fault.body === undefined) response.end();
      else response.json(fault.body);
      return;
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'slow':
      setTimeout(next, fault.delayMs);
      return;
    case 'lose-answer': {
      const { socket } = response;
      response.end = (() => {
        socket?.resetAndDestroy();
        return response;
      }) as typeof response.end;
      next();
      return;
    }
    case 'partial':
      response.locals.partial = true;
      next();
  }
}
