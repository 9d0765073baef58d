import { AixError, type Locale } from '@aix/shared-scoring';
import { type Request, type Response, Router, urlencoded } from 'express';
import {
  type AskedChannel,
  confirmAddress,
  readConfirmation,
} from '../../use-cases/alerts/confirm-address.ts';
import type { Context } from '../../use-cases/context.ts';
import { type Html, html, page } from '../page-html.ts';
import { localeOf } from '../page-locale.ts';

/** Where the link of a letter leads that asks whether alerts may come. */
export const CONFIRM_PATH = '/alert-channels/confirm';
const LARGEST_FORM = '4kb';

interface ConfirmTexts {
  title: string;
  question(channel: AskedChannel): Html;
  agree: string;
  ignore: string;
  done(channel: AskedChannel): Html;
  invalid: string;
}

const TEXTS: Readonly<Record<Locale, ConfirmTexts>> = {
  en: {
    title: 'Alerts by e-mail',
    question: ({ tenant, name, shown }) =>
      html`An admin of <strong>${tenant}</strong> wants the alert channel “${name}” to write to ${shown} when a lead’s score passes a threshold.`,
    agree: 'Yes, send alerts here',
    ignore: 'If you do not want that, close this page: nothing more comes.',
    done: ({ tenant, name }) =>
      html`<strong>Confirmed.</strong> The alert channel “${name}” of ${tenant} writes to you from now on. To stop it, ask an admin there to pause or remove it.`,
    invalid:
      'This link confirms nothing: it has ended, is not complete, or its alert channel was removed. An admin can have a new e-mail sent on the page of alert channels.',
  },
  de: {
    title: 'Benachrichtigungen per E-Mail',
    question: ({ tenant, name, shown }) =>
      html`Der Kanal „${name}“ für Benachrichtigungen von <strong>${tenant}</strong> soll an ${shown} schreiben, sobald der Score eines Leads eine Schwelle überschreitet; das möchte eine Administratorin oder ein Administrator dort.`,
    agree: 'Ja, Benachrichtigungen hierher senden',
    ignore: 'Wenn Sie das nicht möchten, schließen Sie diese Seite: Dann kommt nichts mehr.',
    done: ({ tenant, name }) =>
      html`<strong>Bestätigt.</strong> Der Kanal „${name}“ von ${tenant} schreibt Ihnen ab jetzt. Wer dort Administratorrechte hat, kann ihn jederzeit anhalten oder entfernen.`,
    invalid:
      'Dieser Link bestätigt nichts: Er ist abgelaufen oder unvollständig, oder der Kanal wurde entfernt. Auf der Seite der Kanäle lässt sich eine neue E-Mail senden.',
  },
};

/**
 * The page to which a letter leads. It asks, and a press on its button confirms: programs that follow links, such as scanners of mailboxes,
 * confirm nothing. It needs no session, as the reader may be anybody.
 */
export function confirmPageRouter(context: Context): Router {
  const router = Router();
  router.use(CONFIRM_PATH, (_request, response, next) => {
    // The address is the key: it goes nowhere else.
    response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    next();
  });
  router.get(CONFIRM_PATH, (request, response) =>
    answer(request, response, async texts => {
      const token = String(request.query.token);
      const channel = await readConfirmation(context, token);
      return channel.confirmedAt === null ? question(texts, channel, token) : done(texts, channel);
    }),
  );
  router.post(CONFIRM_PATH, urlencoded({ extended: false, limit: LARGEST_FORM }), (request, response) =>
    answer(request, response, async texts => {
      const token = String(request.body?.token);
      await confirmAddress(context, token);
      return done(texts, await readConfirmation(context, token));
    }),
  );
  return router;
}

async function answer(
  request: Request,
  response: Response,
  say: (texts: ConfirmTexts) => Promise<Html>,
): Promise<void> {
  const locale = localeOf(request);
  const texts = TEXTS[locale];
  let content: Html;
  try {
    content = await say(texts);
  } catch (error) {
    if (!(error instanceof AixError && error.code === 'ERR_INPUT_INVALID')) throw error;
    response.status(400);
    content = html`<div class="box bad" role="alert"><p>${texts.invalid}</p></div>`;
  }
  response.type('html').send(page(texts.title, content, locale));
}

function question(texts: ConfirmTexts, channel: AskedChannel, token: string): Html {
  return html`<p>${texts.question(channel)}</p>
<form method="post" action="${CONFIRM_PATH}"><input type="hidden" name="token" value="${token}"><button>${texts.agree}</button></form>
<p>${texts.ignore}</p>`;
}

function done(texts: ConfirmTexts, channel: AskedChannel): Html {
  return html`<div class="box good" role="status"><p>${texts.done(channel)}</p></div>`;
}
