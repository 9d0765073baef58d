import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { importPKCS8, type JWTPayload, SignJWT } from 'jose';
import {
  editCustomMetadata,
  installPackage,
  orgCertificate,
  recordIdOf,
  type SalesforceStandIn,
  startSalesforceStandIn,
} from '../../../../local-stack/salesforce/index.ts';
import {
  addField,
  createTemporaryOrg,
  type TemporaryOrg,
} from '../../../../local-stack/test/salesforce/temporary-org.ts';
import { loadConfig } from '../../../src/config.ts';
import { type Service, startService } from '../../../src/main.ts';
import { saveTenant } from '../../../src/store/tenants.ts';
import { makeTenant } from '../../support/make.ts';
import { createEmptyDatabase } from '../../support/test-database.ts';
import { describedFetch } from '../described-fetch.ts';

const PACKAGE = join(import.meta.dirname, '..', '..', '..', '..', 'sfdx-project');
export const REP = recordIdOf('005', 7);

/** The service with one tenant, in front of a stand-in of an org with the package installed; nothing is connected yet. */
export interface ServedOrg {
  service: Service;
  tenantId: string;
  org: TemporaryOrg;
  standIn: SalesforceStandIn;
  /** Sends a request with a session of the tenant's admin, or with another bearer token. */
  call(path: string, init?: RequestInit & { token?: string | undefined }): Promise<Response>;
  /** Posts JSON and answers the body. */
  post<T>(path: string, body?: object, token?: string): Promise<T>;
  /** Through the consent page, as the browser of an admin goes. @returns the connection's id */
  connect(): Promise<string>;
  /** What the org's admin enters in the app's settings. */
  enter(values: Record<string, string>): void;
  /** A token as the org signs it, with some claims changed, or by another key. */
  sign(claims?: JWTPayload, privateKey?: string): Promise<string>;
  close(): Promise<void>;
}

export async function serveOrg(): Promise<ServedOrg> {
  const port = await freePort();
  const org = createTemporaryOrg({ leadCount: 6 });
  installPackage(org.directory, PACKAGE);
  addField(
    org.directory,
    'Signing_Certificate__c',
    '<type>LongTextArea</type><length>32768</length>',
    'AIX_Setting__mdt',
  );
  allowCallback(org.directory, `http://localhost:${port}/v1/connections/salesforce/callback`);
  const standIn = await startSalesforceStandIn({ directory: org.directory });
  const empty = await createEmptyDatabase();
  const { clientId, privateKey } = org;
  const service = await startService(
    loadConfig(
      {},
      {
        ...empty.settings,
        ...{ encryptionKey: randomBytes(32), port, logLevel: 'silent' },
        ...{ publicUrl: `http://localhost:${port}` },
        salesforce: { loginUrl: standIn.url, clientId, privateKey },
      },
    ),
  );
  const tenantId = randomUUID();
  await saveTenant(service.context.database, makeTenant(tenantId));
  const session = await service.sessionToken(tenantId);
  const call: ServedOrg['call'] = (path, { token = session, ...init } = {}) =>
    describedFetch(service.url + path, {
      redirect: 'manual',
      ...init,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(init.headers as Record<string, string>),
      },
    });
  return {
    ...{ service, tenantId, org, standIn, call },
    async post<T>(path: string, body: object = {}, token?: string) {
      const answer = await call(path, { method: 'POST', body: JSON.stringify(body), token });
      const text = await answer.text();
      assert.equal(answer.status, 200, text);
      return JSON.parse(text) as T;
    },
    async connect() {
      const started = await call('/v1/connections/salesforce/consent');
      const back = await allowAccess(started.headers.get('location') ?? '', org.username);
      const ended = await call(back.pathname + back.search);
      assert.equal(ended.status, 302, await ended.text());
      const [connection] = (await (await call('/v1/connections')).json()) as { connectionId: string }[];
      return connection!.connectionId;
    },
    enter: values => editCustomMetadata(org.directory, 'AIX_Setting.Default', values),
    async sign(claims, key) {
      const standing = {
        ...{ iss: org.organizationId, sub: REP, aud: service.url, aix_role: 'rep' },
        exp: Math.floor(Date.now() / 1000) + 120,
      };
      const pem = key ?? (await orgCertificate(org.directory)).privateKey;
      return new SignJWT({ ...standing, ...claims })
        .setProtectedHeader({ alg: 'RS256' })
        .sign(await importPKCS8(pem, 'RS256'));
    },
    async close() {
      await service.close();
      await standIn.close();
      org.remove();
      await empty.remove();
    },
  };
}

/** Sends the consent page's form. @returns where the browser goes then */
export async function allowAccess(page: string, username: string, decision = 'allow'): Promise<URL> {
  const { origin, pathname, searchParams } = new URL(page);
  const body = new URLSearchParams(searchParams);
  body.set('username', username);
  body.set('decision', decision);
  const answer = await fetch(origin + pathname, { method: 'POST', redirect: 'manual', body });
  return new URL(answer.headers.get('location') ?? 'about:blank');
}

function allowCallback(directory: string, url: string): void {
  const path = join(directory, 'org.json');
  const settings = JSON.parse(readFileSync(path, 'utf8')) as {
    externalClientApps: { callbackUrls: string[] }[];
  };
  for (const app of settings.externalClientApps) app.callbackUrls = [url];
  writeFileSync(path, JSON.stringify(settings));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
