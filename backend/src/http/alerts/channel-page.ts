import { createHash, randomUUID } from 'node:crypto';
import { AccessError, AixError } from '@aix/shared-scoring';
import { type Request, type RequestHandler, type Response, Router, urlencoded } from 'express';
import type { Sessions } from '../../security/sessions.ts';
import { beginRequest, keepAnswer } from '../../store/access/answered-requests.ts';
import { channelStates } from '../../store/alerts/channel-states.ts';
import { enableChannel, pauseChannel, removeChannel } from '../../store/alerts/channels.ts';
import { type Delivery, retryDeliveries } from '../../store/alerts/deliveries.ts';
import { listConnections } from '../../store/connections.ts';
import { getTenant } from '../../store/tenants.ts';
import { answerOnce } from '../../use-cases/access/answer-once.ts';
import { askAgain } from '../../use-cases/alerts/confirm-address.ts';
import { listUntouched } from '../../use-cases/alerts/list-untouched.ts';
import { addChannel, testChannel } from '../../use-cases/alerts/manage-channels.ts';
import { NO_MAIL_SERVER } from '../../use-cases/alerts/send-mail.ts';
import type { Context } from '../../use-cases/context.ts';
import { requireSession, setSession } from '../authenticate.ts';
import type { Doorkeeper } from '../guess-limit.ts';
import { localeOf } from '../page-locale.ts';
import { readChannelForm } from './channel-form.ts';
import { type ChannelPage, channelPage, type Said } from './channel-page-view.ts';
import { CONFIRM_PATH } from './confirm-page.ts';
import { type ChannelTexts, channelTexts, type Saying } from './texts/channel-texts.ts';

const PATH = '/alert-channels';
/** Where an address with a pass leads. */
export const PASS_PATH = `${PATH}/enter`;
const LARGEST_FORM = '20kb';
/** Of the hot leads that wait. */
const MOST_UNTOUCHED = 25;

export interface ChannelPageOptions {
  context: Context;
  sessions: Sessions;
  /** This service's own address; forms of other origins are refused. */
  publicUrl: string;
  limitGuesses: (doorkeeper: Doorkeeper) => RequestHandler;
}

/** The page of alert channels, for admins with a session. It is plain HTML and needs no script. */
export function channelPageRouter({
  context,
  sessions,
  publicUrl,
  limitGuesses,
}: ChannelPageOptions): Router {
  const router = Router();
  const { origin } = new URL(publicUrl);
  router.get(
    PASS_PATH,
    limitGuesses((request, response) => enter(request, response, { context, sessions, origin })),
  );
  router.use(
    PATH,
    limitGuesses(requireSession(sessions)),
    urlencoded({ extended: false, limit: LARGEST_FORM }),
  );
  router.use(PATH, async (request, response, next) => {
    if (!(await response.locals.session.isAdmin()))
      throw new AccessError(
        'ERR_FORBIDDEN',
        'This page needs an admin: ask yours, or open a session of theirs',
      );
    // A browser names the origin of each form that it sends; another site’s must do nothing here.
    if (request.method === 'POST' && request.get('origin') !== origin)
      throw new AccessError('ERR_FORBIDDEN', `Forms are taken from ${origin} only: open the page there`);
    // Without a referrer a browser would not say from which origin its forms come.
    response.set({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' });
    next();
  });
  router.get(PATH, (request, response) => show(context, { request, response }));
  const confirmPage = `${publicUrl}${CONFIRM_PATH}`;
  router.post(PATH, (request, response) => add({ context, confirmPage }, request, response));
  router.post(`${PATH}/:channelId/:what`, (request, response) =>
    act({ context, confirmPage }, request, response),
  );
  return router;
}

/** Opens a session by a pass, once, and leads on to the page. The referrer is none, so that the pass goes nowhere else. */
async function enter(
  { query }: Request,
  response: Response,
  { context, sessions, origin }: { context: Context; sessions: Sessions; origin: string },
): Promise<void> {
  const { tenantId, passId, person, role } = await sessions.verifyPass(String(query.pass));
  const digest = createHash('sha256').update(PASS_PATH).digest();
  const standing = await context.database.withTenant(tenantId, sql =>
    beginRequest(sql, context.envelope, { key: passId, digest, now: context.now() }),
  );
  if (!('first' in standing))
    throw new AccessError(
      'ERR_UNAUTHENTICATED',
      'This address was opened before: ask for a new one in the settings of your CRM',
    );
  await context.database.withTenant(tenantId, sql =>
    keepAnswer(sql, context.envelope, { key: passId, answer: {} }),
  );
  setSession(response, await sessions.issue(tenantId, { person, role }), origin);
  response.redirect(303, PATH);
}

function tenantOf(response: Response): string {
  return response.locals.session.tenantId;
}

interface Exchange {
  request: Request;
  response: Response;
}

async function show(
  context: Context,
  { request, response }: Exchange,
  shown: Partial<ChannelPage> = {},
): Promise<void> {
  const facts = await context.database.withTenant(tenantOf(response), async sql => ({
    channels: await channelStates(sql),
    connections: await listConnections(sql),
    tenant: (await getTenant(sql)).name,
  }));
  const untouched = await listUntouched(context, tenantOf(response), MOST_UNTOUCHED);
  const noMail = context.mailServer === undefined ? NO_MAIL_SERVER : null;
  response.status(shown.said?.isGood === false ? 400 : 200).type('html');
  response.send(
    channelPage({ ...facts, untouched, locale: localeOf(request), noMail, key: randomUUID(), ...shown }),
  );
}

interface Place {
  context: Context;
  /** Where the readers of e-mail addresses confirm them. */
  confirmPage: string;
}

async function add({ context, confirmPage }: Place, request: Request, response: Response): Promise<void> {
  const texts = channelTexts(localeOf(request));
  const exchange = { request, response };
  const not = { isGood: false, title: texts.said.notAdded };
  const { key, request: wish, problem } = readChannelForm(request.body, texts.problems);
  const again = { openKind: String(request.body?.kind), typed: request.body as Record<string, unknown> };
  if (wish === null) return show(context, exchange, { ...again, said: { ...not, text: problem ?? '' } });
  const tenantId = tenantOf(response);
  let secret: string | null = null;
  try {
    // Whoever reloads the answer adds nothing twice; the secret is kept nowhere for that.
    await answerOnce(context, tenantId, { key, asked: [PATH, wish] }, async () => {
      const added = await addChannel(context, tenantId, { ...wish, confirmPage });
      secret = added.secret;
      return { channelId: added.channel.channelId };
    });
  } catch (error) {
    if (!(error instanceof AixError)) throw error;
    return show(context, exchange, { ...again, said: { ...not, reason: error.message } });
  }
  const text = texts.said.next[secret === null ? wish.kind : 'secret'];
  const said = { isGood: true, title: texts.said.added(wish.name), text };
  return show(context, exchange, { said: { ...said, ...(secret !== null && { secret }) } });
}

async function act({ context, confirmPage }: Place, request: Request, response: Response): Promise<void> {
  const { said: says } = channelTexts(localeOf(request));
  const exchange = { request, response };
  const { channelId, what } = request.params as { channelId: string; what: string };
  const tenantId = tenantOf(response);
  const inTenant = context.database.withTenant;
  const channel = (await inTenant(tenantId, channelStates)).find(each => each.channelId === channelId);
  if (channel === undefined) return show(context, exchange, { said: { isGood: false, ...says.noChannel } });
  const { name } = channel;
  if (what === 'test') {
    const send = () => testChannel(context, tenantId, channelId);
    const said = await sayOf(send, { good: says.testArrived(name), bad: says.testFailed(name), says });
    return show(context, exchange, { said });
  }
  if (what === 'confirmation') {
    const send = () => askAgain(context, tenantId, { channelId, page: confirmPage });
    const said = await sayOf(send, { good: says.asked(name), bad: says.notAsked(name), says });
    return show(context, exchange, { said });
  }
  const ways: Record<string, () => Promise<unknown>> = {
    pause: () => inTenant(tenantId, sql => pauseChannel(sql, channelId, context.now())),
    enable: () => inTenant(tenantId, sql => enableChannel(sql, channelId)),
    retry: () => inTenant(tenantId, sql => retryDeliveries(sql, { channelId })),
    remove: () => inTenant(tenantId, sql => removeChannel(sql, channelId)),
  };
  await ways[what]?.();
  if (what === 'enable' || what === 'retry') context.announce('deliveries');
  response.redirect(303, PATH);
}

async function sayOf(
  send: () => Promise<Delivery>,
  { good, bad, says }: { good: Saying; bad: string; says: ChannelTexts['said'] },
): Promise<Said> {
  const not = { isGood: false, title: bad };
  try {
    const { deliveredAt, reason } = await send();
    if (deliveredAt !== null) return { isGood: true, ...good };
    return reason === null ? { ...not, text: says.underWay } : { ...not, reason };
  } catch (error) {
    if (!(error instanceof AixError)) throw error;
    return { ...not, reason: error.message };
  }
}
