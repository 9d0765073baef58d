import { AccessError, InputError } from '@aix/shared-scoring';
import type { Request, Response, Router } from 'express';
import type { z } from 'zod';
import { answerOnce } from '../use-cases/access/answer-once.ts';
import type { Context } from '../use-cases/context.ts';
import type { Caller } from './authenticate.ts';
import { requireOwnConnection, resolveOwn } from './own-connection.ts';
import { objectOf } from './request-body.ts';

/** In bytes. */
export const LARGEST_BODY = 100 * 1024;

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
  /**
   * Whether it is done once for each `Idempotency-Key`, however often it is sent; orgs and portals must send one, since whoever
   * could repeat their signed call must not be able to do it twice. Cards in HubSpot can set no header: theirs stands in the
   * signed query, as `idempotencyKey`.
   */
  once?: true;
  /** What stands in its way when it answers 409, besides the same request that is being worked on. */
  conflict?: string;
  /** What a 200 answer holds; absent for redirects. */
  answer?: z.ZodType;
  /** Media type of that answer; JSON unless said otherwise. */
  answerType?: 'text/markdown';
  handle(input: {
    tenantId: string;
    /** Who asks. */
    person: string;
    /** The connection whose org or portal vouches for the person; absent in sessions of ours. */
    ownConnectionId?: string | undefined;
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

/** Puts routes on a router. Who asks comes from `response.locals.session`. */
export function mountRoutes(router: Router, routes: readonly Route[], context: Context): void {
  for (const route of routes) {
    router[route.method](route.path, async (request: Request, response: Response) => {
      const caller = response.locals.session as Caller;
      const { tenantId, person, own } = caller;
      if (route.needs === 'admin' && !(await caller.isAdmin()))
        throw new AccessError('ERR_FORBIDDEN', 'This needs an admin: ask yours, or open a session of theirs');
      requireOwnConnection(caller, request.params, request.query, request.body);
      const handle = () =>
        route.handle({
          ...{ tenantId, person, ownConnectionId: own?.connectionId },
          params: parse(route.params, resolveOwn(caller, request.params), 'the address'),
          query: parse(route.query, request.query, 'the query'),
          body: parse(route.body, route.body && objectOf(request.body), 'the body'),
        });
      const key = route.once && requestKeyOf(request, caller);
      const asked = [request.method, request.originalUrl, person, request.body ?? null];
      const answer = key
        ? ((await answerOnce(context, tenantId, { key, asked }, handle)) as Answer)
        : await handle();
      if ('redirect' in answer) response.redirect(302, answer.redirect);
      else if ('markdown' in answer) response.type('text/markdown').send(answer.markdown);
      else response.json(answer.json);
    });
  }
}

const REQUEST_KEY = /^[\x21-\x7e]{8,128}$/;

/** The key under which the sender may repeat the request. @throws InputError ERR_INPUT_INVALID */
function requestKeyOf(request: Request, { own }: Caller): string | undefined {
  const key = request.get('idempotency-key') ?? request.query.idempotencyKey;
  if (key === undefined && own === undefined) return undefined;
  if (typeof key === 'string' && REQUEST_KEY.test(key)) return key;
  const message =
    'Send an Idempotency-Key (idempotencyKey in the query) of 8 to 128 characters, a new one for each request and the same one when it is repeated';
  throw new InputError('ERR_INPUT_INVALID', message);
}

function parse<Schema extends z.ZodType>(
  schema: Schema | undefined,
  value: unknown,
  where: string,
): z.output<Schema> {
  if (schema === undefined) return undefined as z.output<Schema>;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
    .join('; ');
  throw new InputError('ERR_INPUT_INVALID', `Something in ${where} is not right: ${problems}`);
}
