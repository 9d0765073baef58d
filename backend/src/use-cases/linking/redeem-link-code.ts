import { AccessError, InputError } from '@aix/shared-scoring';
import { linkCodeDigest } from '../../security/link-codes.ts';
import { countSetup, logSetup } from '../../store/access/setup-log.ts';
import { listConnections } from '../../store/connections.ts';
import type { Sql, TenantSql } from '../../store/database.ts';
import { type LinkCode, lockLinkCode, noteRedeemed } from '../../store/linking/link-codes.ts';
import { countLosses, type Losses } from '../../store/linking/losses.ts';
import { adoptFields, dissolveTenant, moveConnection } from '../../store/linking/move-connection.ts';
import { dropReadings } from '../access/drop-readings.ts';
import { findConnection } from '../access/find-connection.ts';
import type { Context } from '../context.ts';
import { tenantIn } from './tenant-in.ts';

/** What an admin brings to link a connection. */
export interface LinkRequest {
  connectionId: string;
  code: string;
  /** Whether the admin knows what is lost. Without it nothing is done but to say so. */
  confirm: boolean;
  person: string;
}

/** Whether the connection is linked now, and what that cost or would cost. */
export interface LinkAnswer {
  linked: boolean;
  losses: Losses;
}

const MOST_WRONG_CODES = 10;
const WRONG_CODES_WINDOW_MS = 10 * 60_000;
export const NO_LOSSES: Losses = { overrides: 0, feedback: 0, events: 0, receipts: 0 };

type Verdict = LinkAnswer | 'unknown' | 'guessing' | 'own' | 'shared';

/**
 * Joins a connection to the tenant in which a code was shown: both share one model from then on. Only a connection that has its
 * tenant to itself can go. Its records are read anew there; what no CRM can tell again is named first, and removed once that is
 * confirmed. Asking again for what was done changes nothing.
 * @throws InputError ERR_INPUT_INVALID for a code that does not hold, ERR_CONFLICT when the connection cannot go
 * @throws AccessError ERR_TOO_MANY_REQUESTS after ten wrong codes within ten minutes
 */
export async function redeemLinkCode(
  context: Context,
  tenantId: string,
  request: LinkRequest,
): Promise<LinkAnswer> {
  await findConnection(context, tenantId, request.connectionId);
  const verdict = await context.database.asOwner(sql =>
    redeemIn(sql, { context, own: tenantIn(sql, tenantId), request }),
  );
  if (typeof verdict === 'string') throw refusalOf(verdict);
  if (verdict.linked) context.announce('readings');
  return verdict;
}

interface Redeeming {
  context: Context;
  own: TenantSql;
  request: LinkRequest;
}

async function redeemIn(sql: Sql, redeeming: Redeeming): Promise<Verdict> {
  const { context, own, request } = redeeming;
  const { connectionId, person } = request;
  const at = context.now();
  // Guesses come one after the other, so that none is judged before the last one counts.
  await own.query('select from connections where tenant_id = $1 and connection_id = $2 for update', [
    own.tenantId,
    connectionId,
  ]);
  const since = new Date(at.getTime() - WRONG_CODES_WINDOW_MS);
  const wrong = await countSetup(own, { action: 'link_refused', connectionId, since });
  if (wrong >= MOST_WRONG_CODES) return 'guessing';
  const code = await lockLinkCode(sql, linkCodeDigest(request.code));
  if (code?.redeemedBy === connectionId && code.tenantId === own.tenantId)
    return { linked: true, losses: NO_LOSSES };
  if (code === undefined || code.redeemedBy !== null || code.expiresAt <= at) {
    await logSetup(own, { at, person, action: 'link_refused', connectionId, detail: {} });
    return 'unknown';
  }
  if (code.tenantId === own.tenantId) return 'own';
  if ((await listConnections(own)).length > 1) return 'shared';
  return join(redeeming, { code, to: tenantIn(sql, code.tenantId), at });
}

async function join(
  { context, own, request }: Redeeming,
  { code, to, at }: { code: LinkCode; to: TenantSql; at: Date },
): Promise<LinkAnswer> {
  const { connectionId, confirm, person } = request;
  const losses = await countLosses(own, 'all');
  if (!confirm) return { linked: false, losses };
  const removed = await dropReadings(own, connectionId, at);
  await noteRedeemed(to, { connectionId: code.connectionId, redeemedBy: connectionId });
  await adoptFields({ from: own, to });
  await moveConnection(context.envelope, { connectionId, from: own, to });
  await dissolveTenant({ from: own, to });
  const detail = { linkedTo: code.connectionId, ...removed, ...losses };
  await logSetup(to, { at, person, action: 'linked', connectionId, detail });
  return { linked: true, losses };
}

function refusalOf(verdict: Exclude<Verdict, LinkAnswer>): Error {
  switch (verdict) {
    case 'guessing':
      return new AccessError(
        'ERR_TOO_MANY_REQUESTS',
        'Too many codes were wrong: wait ten minutes, then have a new one shown',
        { retryAfterMs: WRONG_CODES_WINDOW_MS },
      );
    case 'unknown':
      return new InputError(
        'ERR_INPUT_INVALID',
        'This code does not hold: it was mistyped, used, replaced, or is over ten minutes old. Have a new one shown in the other CRM',
      );
    case 'own':
      return new InputError(
        'ERR_CONFLICT',
        'This code was shown in a connection that is linked with this one already: enter it in the org or portal that is to join',
      );
    case 'shared':
      return new InputError(
        'ERR_CONFLICT',
        'This connection is linked with others: unlink it first, or show the code here and enter it in the other org or portal',
      );
  }
}
