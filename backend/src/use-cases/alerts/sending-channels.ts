import { nextWorkingTime } from '@aix/shared-scoring';
import type { Channel } from '../../store/alerts/channels.ts';
import type { Tenant } from '../../store/tenants.ts';

/** Whether something that happens now is told by a channel. */
export function isSending({ disabledAt, pausedAt, confirmedAt }: Channel): boolean {
  return disabledAt === null && pausedAt === null && confirmedAt !== null;
}

/** When a channel tells what is due then: a quiet one within working hours. */
export function tellsAt(
  { isQuiet }: Channel,
  due: Date,
  { workingHours }: Pick<Tenant, 'workingHours'>,
): Date {
  return isQuiet ? nextWorkingTime(due, workingHours) : due;
}
