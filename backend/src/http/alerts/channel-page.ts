import { createHash, randomUUID } from 'node:crypto';
import { AccessError, AixError } from '@aix/shared-scoring';
import { type Request, type RequestHandler, type Response, Router, urlencoded } from 'express';
import type { Sessions } from '../../security/sessions.ts';
import { beginRequest, keepAnswer } from '../../store/access/answered-requests.ts';
import { channelStates } from '../../store/alerts/channel-states.ts';
import { type ChannelKind, enableChannel, pauseChannel, removeChannel } from '../../store/alerts/channels.ts';
import type { Delivery } from '../../store/alerts/deliveries.ts';
import { listConnections } from '../../store/connections.ts';
import { getTenant } from '../../store/tenants.ts';
import { answerOnce } from '../../use-cases/access/answer-once.ts';
import { askAgain } from '../../use-cases/alerts/confirm-address.ts';
import { addChannel, testChannel } from '../../use-cases/alerts/manage-channels.ts';
import { NO_MAIL_SERVER } from '../../use-cases/alerts/send-mail.ts';
import type { Context } from '../../use-cases/context.ts';
import { requireSession, setSession } from '../authenticate.ts';
import type { Doorkeeper } from '../guess-limit.ts';
import { readChannelForm } from './channel-form.ts';
import { type ChannelPage, channelPage } from './channel-page-view.ts';
import { CONFIRM_PATH } from './confirm-page.ts';

const PATH = '/alert-channels';
/** Where an address with a pass leads. */
export const PASS_PATH = `${PATH}/enter`;
const LARGEST_FORM = '20kb';

export interface ChannelPageOptions {
  context: Context;
  sessions: Sessions;
  /** This service's own address; forms of other origins are refused. */
  publicUrl: string;
  limitGuesses: (doorkeeper: Doorkeeper) => RequestHandler;
}

type Said = NonNullable<ChannelPage['said']>;

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
  router.get(PATH, (_request, response) => show(context, response));
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

async function show(context: Context, response: Response, shown: Partial<ChannelPage> = {}): Promise<void> {
  const facts = await context.database.withTenant(tenantOf(response), async sql => ({
    channels: await channelStates(sql),
    connections: await listConnections(sql),
    tenant: (await getTenant(sql)).name,
  }));
  const noMail = context.mailServer === undefined ? NO_MAIL_SERVER : null;
  response.status(shown.said?.isGood === false ? 400 : 200).type('html');
  response.send(channelPage({ ...facts, noMail, key: randomUUID(), ...shown }));
}

interface Place {
  context: Context;
  /** Where the readers of e-mail addresses confirm them. */
  confirmPage: string;
}

async function add({ context, confirmPage }: Place, request: Request, response: Response): Promise<void> {
  const { key, request: wish, problem } = readChannelForm(request.body);
  const again = { openKind: String(request.body?.kind), typed: request.body as Record<string, unknown> };
  if (wish === null) return show(context, response, { ...again, said: refusal(problem ?? '') });
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
    return show(context, response, { ...again, said: refusal(error.message) });
  }
  const text = NEXT[wish.kind];
  const said = { isGood: true, title: `${wish.name} was added`, text };
  return show(context, response, { said: { ...said, ...(secret !== null && { secret }) } });
}

/** What to do after a channel was added. */
const NEXT: Record<ChannelKind, string> = {
  crm_task: 'It makes a task at the next passage',
  slack: 'Send a test to see whether it works',
  webhook: 'Check signatures with this secret. It is shown only now',
  email: 'An e-mail with a link went there. Alerts begin once its reader has confirmed',
};

function refusal(text: string): Said {
  return { isGood: false, title: 'It was not added', text };
}

async function act({ context, confirmPage }: Place, request: Request, response: Response): Promise<void> {
  const { channelId, what } = request.params as { channelId: string; what: string };
  const tenantId = tenantOf(response);
  const inTenant = context.database.withTenant;
  const channel = (await inTenant(tenantId, channelStates)).find(each => each.channelId === channelId);
  if (channel === undefined)
    return show(context, response, {
      said: { isGood: false, title: 'There is no such channel', text: 'It was removed meanwhile' },
    });
  const { name } = channel;
  if (what === 'test') {
    const { deliveredAt, reason } = await testChannel(context, tenantId, channelId);
    const said =
      deliveredAt === null
        ? {
            isGood: false,
            title: `The test by ${name} did not arrive`,
            text: reason ?? 'It is being sent already',
          }
        : { isGood: true, title: `The test by ${name} arrived`, text: 'The receiver took it' };
    return show(context, response, { said });
  }
  if (what === 'confirmation') {
    const said = await sayAsked(name, () => askAgain(context, tenantId, { channelId, page: confirmPage }));
    return show(context, response, { said });
  }
  const ways: Record<string, () => Promise<void>> = {
    pause: () => inTenant(tenantId, sql => pauseChannel(sql, channelId, context.now())),
    enable: () => inTenant(tenantId, sql => enableChannel(sql, channelId)),
    remove: () => inTenant(tenantId, sql => removeChannel(sql, channelId)),
  };
  await ways[what]?.();
  if (what === 'enable') context.announce('deliveries');
  response.redirect(303, PATH);
}

async function sayAsked(name: string, ask: () => Promise<Delivery>): Promise<Said> {
  const not = { isGood: false, title: `No e-mail went to ${name}` };
  try {
    const { deliveredAt, reason } = await ask();
    if (deliveredAt === null) return { ...not, text: reason ?? 'It is being sent already' };
    return {
      isGood: true,
      title: `An e-mail went to ${name}`,
      text: 'Alerts begin once its reader has confirmed',
    };
  } catch (error) {
    if (!(error instanceof AixError)) throw error;
    return { ...not, text: error.message };
  }
}
