import { AccessError, InputError } from '@aix/shared-scoring';
import { json, type Request, type Response, Router } from 'express';
import type { z } from 'zod';
import { digestUuid, emailDigest, emailSubject } from '../../security/digests.ts';
import type { MailClaims, MailLinks } from '../../security/mail-links.ts';
import type { FilterReason } from '../../store/own-traffic.ts';
import type { Context } from '../../use-cases/context.ts';
import type { Collector } from '../../use-cases/engagement/ingest-events.ts';
import type { WriteAccess } from '../../use-cases/engagement/write-keys.ts';
import { requireWriteKey } from '../collect/require-write-key.ts';
import { createGuessLimit } from '../guess-limit.ts';
import { bodyAnswers, FAULT, jsonSchemaOf, KEY_ANSWERS, problem } from '../openapi.ts';
import { objectOf } from '../request-body.ts';
import { isMachineVisit } from './machine-visit.ts';
import { madeLinksSchema, mailLinksSchema } from './mail-link-schema.ts';

const MAKE = '/v1/mail-links';
const CLICK = '/v1/r';
const OPEN = '/v1/o';
/** In bytes. */
const LARGEST_BODY = 2 * 1024 * 1024;
/** Who clicks twice within a minute has clicked once. */
const CLICK_MS = 60_000;
/** A transparent picture of one point. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export interface MailLinkOptions {
  context: Context;
  collector: Collector;
  mailLinks: MailLinks;
  publicUrl: string;
  countFiltered(reason: FilterReason, events: number): void;
  /** Told what kept an event from being stored; the reader goes on. */
  onLoss(error: unknown): void;
}

/**
 * Links and open pixels for e-mails. `POST /v1/mail-links` makes them for whoever has a secret key; `GET /v1/r/…` leads a reader to the
 * target that stands signed in the address, and to no other; `GET /v1/o/…` is the pixel. The reader never waits for us to store.
 */
export function mailLinkRouter(options: MailLinkOptions): Router {
  const { context, mailLinks } = options;
  const router = Router();
  const noteVisit = visitRecorder(options);
  router.post(
    MAKE,
    createGuessLimit('writeKeys')(requireWriteKey(context)),
    json({ limit: LARGEST_BODY }),
    (request: Request, response: Response) => {
      const { tenantId, kind }: WriteAccess = response.locals.access;
      if (kind === 'public') throw new AccessError('ERR_FORBIDDEN', 'Making links needs a secret key');
      response.json(makeLinks(options, tenantId, request.body));
    },
  );
  router.get(`${CLICK}/:token`, (request, response) => {
    const claims = mailLinks.read(request.params.token);
    if (claims?.target === undefined)
      throw new InputError(
        'ERR_INPUT_INVALID',
        'This link is not as it was made: open the one in the e-mail',
      );
    response
      .status(302)
      .set({ Location: claims.target, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
      .end();
    noteVisit(request, claims, 'email_click');
  });
  router.get(`${OPEN}/:token`, (request, response) => {
    const claims = mailLinks.read(request.params.token.replace(/\.gif$/, ''));
    if (claims === undefined || claims.target !== undefined)
      throw new InputError('ERR_INPUT_INVALID', 'This picture’s address is not as it was made');
    response.set({ 'Cache-Control': 'no-store', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    response.type('gif').send(PIXEL);
    noteVisit(request, claims, 'email_open');
  });
  return router;
}

function makeLinks(
  { mailLinks, publicUrl, context }: MailLinkOptions,
  tenantId: string,
  body: unknown,
): z.output<typeof madeLinksSchema> {
  const parsed = mailLinksSchema.safeParse(objectOf(body));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
    throw new InputError('ERR_INPUT_INVALID', `Something in the body is not right: ${problems.join('; ')}`);
  }
  const links = parsed.data.links.map(({ email, emailSha256, message, target, sentAt }) => {
    const claims = {
      ...{ tenantId, message, emailDigest: emailSha256 ?? emailDigest(email!) },
      sentAtMs: sentAt === undefined ? context.now().getTime() : Date.parse(sentAt),
    };
    return {
      // In the form in which it will be sent: nothing can be put between signing and following it.
      clickUrl: target
        ? `${publicUrl}${CLICK}/${mailLinks.make({ ...claims, target: new URL(target).href })}`
        : null,
      openUrl: `${publicUrl}${OPEN}/${mailLinks.make(claims)}.gif`,
    };
  });
  return { links };
}

/** Keeps what a reader did, once however often it is asked for; what a program did is only counted. */
function visitRecorder({ context, collector, countFiltered, onLoss }: MailLinkOptions) {
  return (request: Request, claims: MailClaims, signal: 'email_click' | 'email_open'): void => {
    const { tenantId, emailDigest: digest, message, sentAtMs, target } = claims;
    const now = context.now();
    const isClick = signal === 'email_click';
    const reason = isClick ? 'machine_click' : 'machine_open';
    const isMachine = isMachineVisit(request, sentAtMs, now);
    if (isMachine) countFiltered(reason, 1);
    const when = isClick ? Math.floor(now.getTime() / CLICK_MS) : '';
    const event = {
      eventId: digestUuid(`${signal} ${tenantId} ${digest} ${message} ${sentAtMs} ${target ?? ''} ${when}`),
      subject: emailSubject(digest),
      ...{ signal, at: now },
      properties: { message, ...(target !== undefined && { to: placeOf(target) }) },
    };
    const batch = {
      ...{ tenantId, events: isMachine ? [] : [event], identifications: [], asides: [] },
      filtered: isMachine ? { [reason]: 1 } : {},
    };
    Promise.resolve()
      .then(() => collector.add(batch))
      .catch(onLoss);
  };
}

/** An address without what may stand behind `?` and `#`. */
function placeOf(target: string): string {
  const { host, pathname } = new URL(target);
  return `${host}${pathname}`.slice(0, 500);
}

/** The operations as `/openapi.json` shows them. */
export function mailLinkOperations(): Record<string, object> {
  const token = { name: 'token', in: 'path', required: true, schema: { type: 'string' } };
  return {
    [MAKE]: {
      post: {
        summary: 'Makes links and open pixels for e-mails, for up to 500 readers',
        security: [{ writeKey: [] }],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: jsonSchemaOf(mailLinksSchema) } },
        },
        responses: {
          200: {
            description: 'In the order of the request',
            content: { 'application/json': { schema: jsonSchemaOf(madeLinksSchema) } },
          },
          400: problem('What is wrong, link by link'),
          ...KEY_ANSWERS,
          403: problem('The write key is a public one'),
          ...bodyAnswers(LARGEST_BODY),
          ...FAULT,
        },
      },
    },
    [`${CLICK}/{token}`]: {
      get: {
        summary: 'Leads a reader on, to the target that stands signed in the address',
        security: [],
        parameters: [token],
        responses: { 302: { description: 'To the target' }, 400: problem('The address was altered') },
      },
    },
    [`${OPEN}/{token}`]: {
      get: {
        summary: 'The open pixel of an e-mail',
        security: [],
        parameters: [token],
        responses: {
          200: { description: 'A transparent picture', content: { 'image/gif': {} } },
          400: problem('The address was altered'),
        },
      },
    },
  };
}
