import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { Connection } from 'jsforce';

/** Who has the page open: a user of the stand-in's org. */
export interface HostUser {
  id: string;
  username: string;
  name: string;
}

/** How the page's own client is known to the org. */
export interface HostClient {
  clientId: string;
  /** PEM. */
  privateKey: string;
}

/**
 * Reads the org as its user does: with that user's own session. A session lasts about two hours; `connect` gives one that
 * works.
 */
export interface UserSession {
  user: HostUser;
  connect(): Promise<Connection>;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const RENEWED_AFTER_MS = 60 * 60_000;

/** A user's session with the org at `orgUrl`, opened when it is first needed. */
export function createUserSession(orgUrl: string, user: HostUser, client: HostClient): UserSession {
  let opened: { connection: Promise<Connection>; at: number } | undefined;
  return {
    user,
    connect() {
      if (opened === undefined || Date.now() - opened.at > RENEWED_AFTER_MS) {
        const connection = openSession(orgUrl, user, client);
        opened = { connection, at: Date.now() };
        // One that failed is tried again.
        connection.catch(() => {
          opened = undefined;
        });
      }
      return opened.connection;
    },
  };
}

async function openSession(
  orgUrl: string,
  { username }: HostUser,
  { clientId, privateKey }: HostClient,
): Promise<Connection> {
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(clientId)
    .setSubject(username)
    .setAudience(orgUrl)
    .setExpirationTime('3m')
    .sign(createPrivateKey(privateKey));
  const connection = new Connection({ loginUrl: orgUrl, instanceUrl: orgUrl, version: '68.0' });
  await connection.authorize({ grant_type: GRANT, assertion });
  return connection;
}
