import type { UserSession } from '../org/user-session.ts';
import type { NamedCredential } from './service-call.ts';

/** In whose place a method runs, and what it reaches. */
export interface ApexContext {
  session: UserSession;
  /** For what people do with records. */
  credential: NamedCredential;
  /** For what an admin sets up; undefined for whom that principal is not granted. */
  setupCredential: NamedCredential | undefined;
  /** The user's custom permissions. */
  permissions: readonly string[];
  organizationId: string;
  /** Deploys the package's setting, as the platform does it for an admin. */
  saveSetting(setting: { connectionId: string; certificate: string }): void;
  language: 'en' | 'de';
  timeZone: string;
}

/** One method that components call, doing what its Apex class does. It gets what the component sent, unchecked. */
export type ApexMethod = (context: ApexContext, parameters: Record<string, unknown>) => Promise<unknown>;
