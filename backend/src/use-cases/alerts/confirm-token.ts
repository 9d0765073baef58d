import { InputError } from '@aix/shared-scoring';
import type { Envelope } from '../../security/envelope.ts';
import type { Context } from '../context.ts';

const DAY_MS = 86_400_000;
/** How long a link in a letter can confirm. */
export const CONFIRM_DAYS = 7;
/** What was sealed for something else does not open under it. */
const SEALED_FOR = 'confirmation of an e-mail address';

/** A channel whose reader is asked. */
export interface ToConfirm {
  tenantId: string;
  channelId: string;
}

/** What stands in the letter's link: nobody but us can make or read it. @param askedAt of the letter, whose repeats end with it */
export function makeConfirmToken(
  envelope: Envelope,
  { tenantId, channelId }: ToConfirm,
  askedAt: Date,
): string {
  const until = askedAt.getTime() + CONFIRM_DAYS * DAY_MS;
  return envelope.seal(JSON.stringify([tenantId, channelId, until]), SEALED_FOR).toString('base64url');
}

/** Whom a link is about. @throws InputError ERR_INPUT_INVALID when it is not as it was made, or too old */
export function readConfirmToken(
  { envelope, now }: Pick<Context, 'envelope' | 'now'>,
  token: string,
): ToConfirm {
  let text: string;
  try {
    text = envelope.open(Buffer.from(token, 'base64url'), SEALED_FOR);
  } catch (cause) {
    throw new InputError('ERR_INPUT_INVALID', 'This link is not as it was made: open the one in the e-mail', {
      cause,
    });
  }
  const [tenantId, channelId, until] = JSON.parse(text) as [string, string, number];
  if (until < now().getTime())
    throw new InputError(
      'ERR_INPUT_INVALID',
      'This link has ended: an admin can have a new e-mail sent on the page of alert channels',
    );
  return { tenantId, channelId };
}
