import { noteStepsShown, type ShownStep } from '../../store/next-steps.ts';
import type { Context } from '../context.ts';

/** Keeps which steps cards showed, and when first. @returns ids of those that could not be noted yet, because they are being changed */
export function noteShown(
  { database }: Pick<Context, 'database'>,
  tenantId: string,
  steps: readonly ShownStep[],
): Promise<Set<string>> {
  return database.withTenant(tenantId, tenant => {
    const left = noteStepsShown(tenant, steps);
    tenant.finish();
    return left;
  });
}
