import { randomUUID } from 'node:crypto';
import { leadsShownBy } from '../../store/access/remove-connection.ts';
import { logSetup } from '../../store/access/setup-log.ts';
import { listConnections } from '../../store/connections.ts';
import type { Sql } from '../../store/database.ts';
import { countLosses, type Losses } from '../../store/linking/losses.ts';
import { moveConnection, splitTenant } from '../../store/linking/move-connection.ts';
import { dropReadings } from '../access/drop-readings.ts';
import { findConnection } from '../access/find-connection.ts';
import type { Context } from '../context.ts';
import { NO_LOSSES } from './redeem-link-code.ts';
import { tenantIn } from './tenant-in.ts';

/** Whether the connection has its tenant to itself now, and what that cost or would cost. */
export interface UnlinkAnswer {
  unlinked: boolean;
  losses: Losses;
}

/**
 * Gives a connection a tenant of its own again, with the settings and the model of the one that it leaves. Its records are read anew
 * there. What hangs on leads that it shows alone is named first, and removed once that is confirmed; what hangs on leads that
 * another connection shows stays with them. A connection that has its tenant to itself stays as it is.
 * @throws NotFoundError ERR_TENANT_NOT_FOUND when the tenant has no such connection
 */
export async function unlink(
  context: Context,
  tenantId: string,
  request: { connectionId: string; confirm: boolean; person: string },
): Promise<UnlinkAnswer> {
  const { name } = await findConnection(context, tenantId, request.connectionId);
  const answer = await context.database.asOwner(sql => unlinkIn(sql, { context, tenantId, name, request }));
  if (answer.unlinked) context.announce('readings');
  return answer;
}

interface Unlinking {
  context: Context;
  tenantId: string;
  name: string;
  request: { connectionId: string; confirm: boolean; person: string };
}

async function unlinkIn(sql: Sql, { context, tenantId, name, request }: Unlinking): Promise<UnlinkAnswer> {
  const { connectionId, confirm, person } = request;
  const [from, to] = [tenantIn(sql, tenantId), tenantIn(sql, randomUUID())];
  // Of two that unlink at once the second finds the other one gone.
  await sql.query('select from tenants where tenant_id = $1 for update', [tenantId]);
  if ((await listConnections(from)).length === 1) return { unlinked: true, losses: NO_LOSSES };
  const { alone } = await leadsShownBy(from, connectionId);
  const losses = await countLosses(from, alone);
  if (!confirm) return { unlinked: false, losses };
  const at = context.now();
  const removed = await dropReadings(from, connectionId, at);
  await splitTenant(sql, { from, to, name });
  await moveConnection(context.envelope, { connectionId, from, to });
  const detail = { ...removed, ...losses };
  for (const tenant of [from, to])
    await logSetup(tenant, { at, person, action: 'unlinked', connectionId, detail });
  return { unlinked: true, losses };
}
