import { CLIENT_NAME } from '../client.ts';
import { scoreFieldNames } from '../field-name.ts';
import type { ChangeHeader } from './change-header.ts';

/** What the platform changes with every update. */
const SYSTEM_FIELDS = ['LastModifiedDate', 'LastModifiedById', 'SystemModstamp'];

/**
 * Tells our own writes. One of ours changed nothing but score fields; where a flow of the org answered it in the same
 * transaction, and changed more, the event bears our name too, and is not ours.
 */
export function createOwnChangeTest(namespace: string): (header: ChangeHeader) => boolean {
  const ours = new Set(
    [...scoreFieldNames(namespace).values(), ...SYSTEM_FIELDS].map(name => name.toLowerCase()),
  );
  return ({ changeType, changeOrigin, changedFields }) =>
    changeType === 'UPDATE' &&
    changeOrigin.split(';').includes(`client=${CLIENT_NAME}`) &&
    changedFields.every(field => ours.has(field.toLowerCase()));
}
