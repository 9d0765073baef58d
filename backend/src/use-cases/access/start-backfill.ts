import { askBackfill, type Backfill, findBackfill } from '../../store/access/backfills.ts';
import { logSetup } from '../../store/access/setup-log.ts';
import type { Context } from '../context.ts';
import { findConnection } from './find-connection.ts';

/**
 * Has everything of a connection read again from the start, by whoever reads it, in the background. While that is under way,
 * asking again changes nothing. What is known stays, and is brought up to date record by record.
 * @throws NotFoundError ERR_TENANT_NOT_FOUND when the tenant has no such connection
 */
export async function startBackfill(
  context: Context,
  tenantId: string,
  { connectionId, person }: { connectionId: string; person: string },
): Promise<Backfill> {
  await findConnection(context, tenantId, connectionId);
  const at = context.now();
  const backfill = await context.database.withTenant(tenantId, async sql => {
    if (await askBackfill(sql, connectionId, at))
      await logSetup(sql, { at, person, action: 'backfill_asked', connectionId, detail: {} });
    return findBackfill(sql, connectionId);
  });
  context.announce('readings');
  return backfill!;
}
