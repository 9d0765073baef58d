import { createHash } from 'node:crypto';

/**
 * The UUID under which the service stores an event whose sender's id is no UUID: the first 128 bits of its SHA-256. Written
 * down here again, because a judge does not ask whom it judges.
 */
export function digestOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex').slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
