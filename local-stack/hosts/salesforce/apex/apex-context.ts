import type { UserSession } from '../org/user-session.ts';
import type { NamedCredential } from './service-call.ts';

/** In whose place a method runs, and what it reaches. */
export interface ApexContext {
  session: UserSession;
  credential: NamedCredential;
  /** The user's custom permissions. */
  permissions: readonly string[];
  /** As the service knows this org: the setting that an admin saves. */
  connectionId: string;
  language: 'en' | 'de';
  timeZone: string;
}

/** One method that components call, doing what its Apex class does. It gets what the component sent, unchecked. */
export type ApexMethod = (context: ApexContext, parameters: Record<string, unknown>) => Promise<unknown>;
