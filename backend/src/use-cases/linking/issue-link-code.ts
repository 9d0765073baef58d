import { createLinkCode, linkCodeDigest } from '../../security/link-codes.ts';
import { logSetup } from '../../store/access/setup-log.ts';
import { saveLinkCode } from '../../store/linking/link-codes.ts';
import { findConnection } from '../access/find-connection.ts';
import type { Context } from '../context.ts';

const LIFETIME_MS = 10 * 60_000;

/**
 * A code that an admin of another org or portal redeems there, so that it joins this connection's tenant. It is shown once, holds ten
 * minutes and for one connection; one that was shown before holds no more.
 * @throws NotFoundError ERR_TENANT_NOT_FOUND when the tenant has no such connection
 */
export async function issueLinkCode(
  context: Context,
  tenantId: string,
  { connectionId, person }: { connectionId: string; person: string },
): Promise<{ code: string; expiresAt: Date }> {
  await findConnection(context, tenantId, connectionId);
  const at = context.now();
  const expiresAt = new Date(at.getTime() + LIFETIME_MS);
  const code = createLinkCode();
  await context.database.withTenant(tenantId, async sql => {
    await saveLinkCode(sql, { connectionId, digest: linkCodeDigest(code), expiresAt });
    await logSetup(sql, { at, person, action: 'link_code_shown', connectionId, detail: { expiresAt } });
  });
  return { code, expiresAt };
}
