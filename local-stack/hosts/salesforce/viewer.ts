import type { NamedCredential } from './apex/service-call.ts';
import type { UserSession } from './org/user-session.ts';

/** A user of the org with what the package's permission sets give. */
export interface Viewer {
  session: UserSession;
  /** Custom permissions. */
  permissions: readonly string[];
  /** For what people do with records. */
  credential: NamedCredential;
  /** For what an admin sets up; undefined for whom that principal is not granted. */
  setupCredential: NamedCredential | undefined;
}
