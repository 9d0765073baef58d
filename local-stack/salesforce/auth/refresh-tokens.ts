import { createHash, randomBytes } from 'node:crypto';
import type { Org } from '../org.ts';
import type { Session } from './access-tokens.ts';

const COLLECTION = 'RefreshToken';

export interface RefreshTokens {
  issue(session: Session): string;
  /** undefined for a token that is unknown or revoked. */
  find(token: string): Session | undefined;
  revoke(token: string): void;
  revokeApp(clientId: string): void;
}

/** Refresh tokens of one org. They outlive a restart, so they are kept with the records, as digests. */
export function createRefreshTokens(org: Org): RefreshTokens {
  const kept = org.store.collection(COLLECTION);
  return {
    issue({ user, clientId }) {
      const token = `5Aep${randomBytes(48).toString('base64url')}`;
      const id = digestOf(token);
      const record = { Id: id, username: user.username, clientId };
      org.store.apply([{ collection: COLLECTION, id, record }]);
      return token;
    },
    find(token) {
      const record = kept.get(digestOf(token));
      const user = org.settings.users.find(each => each.username === record?.username);
      return user === undefined ? undefined : { user, clientId: String(record?.clientId) };
    },
    revoke(token) {
      const id = digestOf(token);
      if (kept.get(id)) org.store.apply([{ collection: COLLECTION, id, record: null }]);
    },
    revokeApp(clientId) {
      const ofApp = [...kept.values()].filter(record => record.clientId === clientId);
      org.store.apply(ofApp.map(({ Id }) => ({ collection: COLLECTION, id: String(Id), record: null })));
    },
  };
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
