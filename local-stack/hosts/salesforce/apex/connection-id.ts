import { readAppSetting } from '../org/app-setting.ts';
import type { ApexContext } from './apex-context.ts';
import { ApexProblem } from './apex-problem.ts';

/**
 * Under which id the service knows this org, as its admin entered it.
 * @throws ApexProblem NOT_CONNECTED while none is saved
 */
export async function connectionIdOf({ session }: Pick<ApexContext, 'session'>): Promise<string> {
  const { connectionId } = await readAppSetting(session);
  if (connectionId === null) throw new ApexProblem('NOT_CONNECTED');
  return connectionId;
}
