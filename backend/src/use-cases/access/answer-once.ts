import { createHash } from 'node:crypto';
import { InputError } from '@aix/shared-scoring';
import { beginRequest, forgetRequest, keepAnswer } from '../../store/access/answered-requests.ts';
import type { Context } from '../context.ts';

/** A write with the key under which its sender may repeat it. */
export interface RepeatableRequest {
  key: string;
  /** All that the answer depends on: who asks, where, what. */
  asked: readonly unknown[];
}

/**
 * Does a write once however often it is sent: whoever repeats it within a day gets the same answer. One that failed may be
 * tried again with the same key.
 * @throws InputError ERR_REQUEST_KEY_REUSED when the key came with something else before, ERR_CONFLICT while the first of the
 *   requests is still being worked on
 */
export async function answerOnce(
  context: Context,
  tenantId: string,
  { key, asked }: RepeatableRequest,
  write: () => Promise<unknown>,
): Promise<unknown> {
  const { database, envelope } = context;
  const inTenant = database.withTenant;
  const digest = createHash('sha256').update(JSON.stringify(asked)).digest();
  const standing = await inTenant(tenantId, sql =>
    beginRequest(sql, envelope, { key, digest, now: context.now() }),
  );
  if ('answer' in standing) return standing.answer;
  if ('other' in standing)
    throw new InputError(
      'ERR_REQUEST_KEY_REUSED',
      'This Idempotency-Key came with another request before: give each request a key of its own',
    );
  if ('underWay' in standing)
    throw new InputError('ERR_CONFLICT', 'The same request is being worked on: ask again in a moment');
  try {
    const answer = await write();
    await inTenant(tenantId, sql => keepAnswer(sql, envelope, { key, answer }));
    return answer;
  } catch (error) {
    await inTenant(tenantId, sql => forgetRequest(sql, key));
    throw error;
  }
}
