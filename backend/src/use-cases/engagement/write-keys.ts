import { randomUUID } from 'node:crypto';
import { AccessError, NotFoundError } from '@aix/shared-scoring';
import { makeWriteKey, type WriteKeyKind, writeKeyHash } from '../../security/write-keys.ts';
import { readOwnTraffic } from '../../store/own-traffic.ts';
import { findWriteKey, revokeWriteKey, saveWriteKey, secretKeyHashes } from '../../store/write-keys.ts';
import type { Context } from '../context.ts';
import { withinNetworks } from './own-traffic.ts';

/** Makes a write key. The answer is the only place where the key itself ever stands. */
export async function createWriteKey(
  context: Context,
  tenantId: string,
  { kind, name, allowedOrigins }: { kind: WriteKeyKind; name: string; allowedOrigins: string[] },
): Promise<{ keyId: string; key: string }> {
  const [keyId, key] = [randomUUID(), makeWriteKey(kind)];
  const stored = { keyId, kind, name, allowedOrigins, createdAt: context.now(), keyHash: writeKeyHash(key) };
  await context.database.withTenant(tenantId, tenant => saveWriteKey(tenant, stored));
  return { keyId, key };
}

/**
 * Ends a write key, for every process within `MEMORY_MS`.
 * @throws NotFoundError ERR_KEY_NOT_FOUND
 */
export async function endWriteKey(context: Context, tenantId: string, keyId: string): Promise<void> {
  const found = await context.database.withTenant(tenantId, tenant =>
    revokeWriteKey(tenant, keyId, context.now()),
  );
  if (!found) throw new NotFoundError('ERR_KEY_NOT_FOUND', `There is no write key ${keyId}`);
}

/** What a write key opens. */
export interface WriteAccess {
  tenantId: string;
  kind: WriteKeyKind;
  /** Where a public key may be used from. */
  allowedOrigins: readonly string[];
  /** Hashes of the tenant's secret keys, which vouch for identities. */
  secretKeyHashes: readonly string[];
  /** Whether an address of the internet is in one of the tenant's own networks. */
  isOwnAddress(address: string): boolean;
  /** Domains of the tenant's own people. */
  ownDomains: readonly string[];
}

/** How long a key that was looked up is believed: so long a revoked one goes on. */
const MEMORY_MS = 5_000;
const MOST_REMEMBERED = 1_000;

/** Looks up write keys, and remembers the good ones for some seconds. */
export function createKeyring(context: Context): (key: string) => Promise<WriteAccess> {
  const recent = new Map<string, { access: WriteAccess; until: number }>();
  /** @throws AccessError ERR_UNAUTHENTICATED when the key is unknown or revoked */
  return async key => {
    const hash = writeKeyHash(key);
    const known = recent.get(hash);
    if (known !== undefined && known.until > context.now().getTime()) return known.access;
    recent.delete(hash);
    const found = await findWriteKey(context.database, hash);
    if (found === undefined)
      throw new AccessError('ERR_UNAUTHENTICATED', 'This write key is unknown or was revoked');
    const { tenantId, kind, allowedOrigins } = found;
    const { hashes, own } = await context.database.withTenant(tenantId, async tenant => ({
      hashes: await secretKeyHashes(tenant),
      own: await readOwnTraffic(tenant),
    }));
    const access: WriteAccess = {
      ...{ tenantId, kind, allowedOrigins, secretKeyHashes: hashes },
      ...{ isOwnAddress: withinNetworks(own.networks), ownDomains: own.domains },
    };
    recent.set(hash, { access, until: context.now().getTime() + MEMORY_MS });
    if (recent.size > MOST_REMEMBERED) recent.delete(recent.keys().next().value!);
    return access;
  };
}
