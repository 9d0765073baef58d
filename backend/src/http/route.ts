import { AccessError, InputError } from '@aix/shared-scoring';
import type { Request, Response, Router } from 'express';
import type { z } from 'zod';
import type { SessionPerson } from '../security/sessions.ts';

/** One operation of the API: what it takes and gives, in zod, from which both the checks and `/openapi.json` come. */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  method: 'get' | 'post' | 'put';
  /** In Express's notation: `/v1/connections/:connectionId`. */
  path: string;
  summary: string;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Who may ask: everybody with a session unless an admin is needed. */
  needs?: 'admin';
  /** What a 200 answer holds; absent for redirects. */
  answer?: z.ZodType;
  /** Media type of that answer; JSON unless said otherwise. */
  answerType?: 'text/markdown';
  handle(input: {
    tenantId: string;
    /** Who asks. */
    person: string;
    params: z.output<Params>;
    query: z.output<Query>;
    body: z.output<Body>;
  }): Promise<Answer>;
}

/** A JSON body, a text for people, or an address to go on to. */
export type Answer = { json: unknown } | { markdown: string } | { redirect: string };

/** Infers a route's types from its schemas. */
export function defineRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  route: Route<P, Q, B>,
): Route {
  return route as unknown as Route;
}

/** Puts routes on a router. Tenant and person come from the session (`response.locals.session`). */
export function mountRoutes(router: Router, routes: readonly Route[]): void {
  for (const route of routes) {
    router[route.method](route.path, async (request: Request, response: Response) => {
      const { tenantId, person, role } = response.locals.session as { tenantId: string } & SessionPerson;
      if (route.needs === 'admin' && role !== 'admin')
        throw new AccessError('ERR_FORBIDDEN', 'This needs an admin: ask yours, or open a session of theirs');
      const answer = await route.handle({
        ...{ tenantId, person },
        params: parse(route.params, request.params, 'the address'),
        query: parse(route.query, request.query, 'the query'),
        body: parse(route.body, request.body, 'the body'),
      });
      if ('redirect' in answer) response.redirect(302, answer.redirect);
      else if ('markdown' in answer) response.type('text/markdown').send(answer.markdown);
      else response.json(answer.json);
    });
  }
}

function parse<Schema extends z.ZodType>(
  schema: Schema | undefined,
  value: unknown,
  where: string,
): z.output<Schema> {
  if (schema === undefined) return undefined as z.output<Schema>;
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
    .join('; ');
  throw new InputError('ERR_INPUT_INVALID', `Something in ${where} is not right: ${problems}`);
}
