import type { Envelope } from '../../security/envelope.ts';
import type { Database, TenantSql } from '../database.ts';
import { uuidArray } from '../uuid-array.ts';

/** A write that a caller may send again, by the key that it gave. */
export interface KeyedRequest {
  key: string;
  /** SHA-256 of what is asked, and by whom. */
  digest: Buffer;
  now: Date;
}

/** Whether a request is the first of its key, repeats one that was answered or is under way, or asks something else. */
export type RequestStanding = { first: true } | { answer: unknown } | { underWay: true } | { other: true };

/** After so long without an answer whoever began is taken for dead, seconds. */
const LONGEST_WORK_SECONDS = 60;

/** Takes a key for a request; whoever asks again with the key learns what became of it. */
export async function beginRequest(
  tenant: TenantSql,
  envelope: Envelope,
  { key, digest, now }: KeyedRequest,
): Promise<RequestStanding> {
  const taken = await tenant.query(
    `insert into answered_requests as r (tenant_id, request_key, digest, begun_at) values ($1, $2, $3, $4)
     on conflict (tenant_id, request_key) do update set begun_at = excluded.begun_at
       where r.digest = excluded.digest and r.sealed is null
         and r.begun_at < excluded.begun_at - make_interval(secs => ${LONGEST_WORK_SECONDS})
     returning request_key`,
    [tenant.tenantId, key, digest, now],
  );
  if (taken.length > 0) return { first: true };
  const [known] = await tenant.query<{ is_same: boolean; sealed: Buffer | null }>(
    'select digest = $3 as is_same, sealed from answered_requests where tenant_id = $1 and request_key = $2',
    [tenant.tenantId, key, digest],
  );
  if (known === undefined) return { underWay: true };
  if (!known.is_same) return { other: true };
  if (known.sealed === null) return { underWay: true };
  return { answer: JSON.parse(envelope.open(known.sealed, contextOf(tenant, key))) };
}

/** Keeps the answer to a request, encrypted: a secret may be in it that is told only once. */
export async function keepAnswer(
  tenant: TenantSql,
  envelope: Envelope,
  { key, answer }: { key: string; answer: unknown },
): Promise<void> {
  const text = JSON.stringify(answer);
  await tenant.query(
    'update answered_requests set sealed = $3, mentions = $4::uuid[] where tenant_id = $1 and request_key = $2',
    [
      tenant.tenantId,
      key,
      envelope.seal(text, contextOf(tenant, key)),
      uuidArray([...new Set(text.match(UUIDS) ?? [])]),
    ],
  );
}

const UUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function contextOf({ tenantId }: TenantSql, key: string): string {
  return `answer ${tenantId} ${key}`;
}

/** Frees the key of a request that failed, so that it can be sent again. */
export async function forgetRequest(tenant: TenantSql, key: string): Promise<void> {
  await tenant.query(
    'delete from answered_requests where tenant_id = $1 and request_key = $2 and sealed is null',
    [tenant.tenantId, key],
  );
}

/** Forgets, for all tenants, what was asked before a time. */
export async function forgetOldRequests(database: Database, before: Date): Promise<void> {
  await database.query('delete from answered_requests where begun_at < $1', [before]);
}
