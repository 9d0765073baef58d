import type { Request } from 'express';
import { isbot } from 'isbot';

/** Programs that load pictures and links of e-mails in their readers' place, by how they name themselves. */
const MAIL_MACHINES =
  /GoogleImageProxy|YahooMailProxy|OutlookImageProxy|BingPreview|Barracuda|Mimecast|Proofpoint|SafeLinks/i;
/** Apple's Mail Privacy Protection loads every picture under this bare name, whether or not somebody reads. */
const APPLE_PRIVACY = 'Mozilla/5.0';
/** So soon after sending nobody has read yet: what guards mailboxes looks at links and pictures as they arrive. */
const TOO_SOON_MS = 10_000;

/** Whether a link or picture of an e-mail was asked for by a program rather than by its reader. */
export function isMachineVisit(request: Request, sentAtMs: number, now: Date): boolean {
  const userAgent = request.get('user-agent') ?? '';
  const purpose = `${request.get('sec-purpose') ?? ''} ${request.get('purpose') ?? ''} ${request.get('x-moz') ?? ''}`;
  return (
    request.method !== 'GET' ||
    userAgent === '' ||
    userAgent === APPLE_PRIVACY ||
    MAIL_MACHINES.test(userAgent) ||
    isbot(userAgent) ||
    /prefetch|preview/.test(purpose) ||
    now.getTime() - sentAtMs < TOO_SOON_MS
  );
}
