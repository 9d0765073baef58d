import type { Context } from '../use-cases/context.ts';
import { allTenants, noteActiveCompanies } from '../use-cases/engagement/note-active-companies.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

const HOUR_MS = 3_600_000;

/** Looks every hour of which companies several people are active; of several processes one looks for a tenant. */
export function createCompanyLoop(context: Context, onError: (error: unknown) => void): WorkLoop {
  const lookAt = async (tenantId: string) => {
    const lock = await context.database.tryLock(`active companies of ${tenantId}`);
    if (lock === undefined) return;
    await noteActiveCompanies(context, tenantId).finally(lock.release);
  };
  const work = async () => {
    for (const tenantId of await allTenants(context)) await lookAt(tenantId).catch(onError);
    return undefined;
  };
  return createWorkLoop({ work, pollMs: HOUR_MS, onError });
}
