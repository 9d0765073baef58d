import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Signature } from '@hubspot/api-client';
import { type DestinationStream, pino } from 'pino';
import { createHttpApp } from '../../../src/http/app.ts';
import { createLoginCodes } from '../../../src/security/login-codes.ts';
import { createMailLinks } from '../../../src/security/mail-links.ts';
import { createSessions } from '../../../src/security/sessions.ts';
import type { Bank } from '../../support/bank.ts';
import { describedFetch } from '../described-fetch.ts';

export const CLIENT_SECRET = 'the client secret of the app';
export const PUBLIC_URL = 'https://api.aix.example';
export const REP = '71';
export const ADMIN = '72';

/** What is asked, and how the signature is made of something else. */
export interface PortalRequest {
  method?: string;
  /** Sent as JSON; a text as it is. */
  body?: object | string;
  /** Users of the portal; HubSpot appends them to the query. */
  userId?: string;
  portalId?: string;
  /** Merged over the signed headers; undefined takes one away. */
  headers?: Record<string, string | undefined>;
  /** What is signed instead of the truth. */
  signed?: { method?: string; url?: string; body?: string; at?: number; secret?: string };
  /** Appended to the query, unsigned. */
  unsigned?: string;
}

/** The HTTP side alone, in front of a bank, behind another address than it listens on. */
export interface ServedPortal {
  url: string;
  /** As HubSpot's proxy sends what a card asks for. */
  call(path: string, request?: PortalRequest): Promise<Response>;
  /** Posts with a key of its own and answers the body. */
  post<T>(path: string, body: object, request?: PortalRequest): Promise<T>;
  /** Posts as HubSpot's webhooks and workflows do: nothing is appended to the address. */
  notify(path: string, body: object | string, request?: PortalRequest): Promise<Response>;
  /** How often calls were refused so far, by reason. */
  refusals(): Promise<Map<string, number>>;
  close(): Promise<void>;
}

export async function servePortal(bank: Bank, log?: DestinationStream): Promise<ServedPortal> {
  const app = createHttpApp({
    context: bank.context,
    collector: { add: async () => ({ events: [], identifications: [], asides: [], own: 0 }) },
    sessions: createSessions(randomBytes(32)),
    loginCodes: createLoginCodes(),
    mailLinks: createMailLinks(randomBytes(32)),
    log: log === undefined ? pino({ level: 'silent' }) : pino({}, log),
    publicUrl: PUBLIC_URL,
    hubspotSecrets: [CLIENT_SECRET],
    recordPages: {},
    morePages: [],
    proxies: 0,
    version: '0',
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = (target: string, { unsigned = '', ...request }: PortalRequest) =>
    describedFetch(
      url + target + unsigned,
      signedInit(target, { at: bank.context.now().getTime(), ...request }),
    );
  const call: ServedPortal['call'] = (path, request = {}) => {
    const { userId = REP, portalId = bank.portalId } = request;
    const appended = `userId=${userId}&portalId=${portalId}&userEmail=rae%2Bcrm%40acme.example&appId=9`;
    return send(`${path}${path.includes('?') ? '&' : '?'}${appended}`, request);
  };
  return {
    url,
    call,
    notify: (path, body, request = {}) => send(path, { method: 'POST', body, ...request }),
    async post<T>(path: string, body: object, request: PortalRequest = {}) {
      const keyed = `${path}${path.includes('?') ? '&' : '?'}idempotencyKey=${randomUUID()}`;
      const answer = await call(keyed, { method: 'POST', body, ...request });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
      return JSON.parse(text) as T;
    },
    async refusals() {
      const text = await (await fetch(`${url}/metrics`)).text();
      const counts = text.matchAll(/aix_portal_calls_refused_total\{reason="(\w+)"\} (\d+)/g);
      return new Map([...counts].map(([, reason = '', count]) => [reason, Number(count)]));
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function signedInit(target: string, request: PortalRequest & { at: number }): RequestInit {
  const { method = 'GET', body: given, headers, signed = {} } = request;
  const body = typeof given === 'object' ? JSON.stringify(given) : given;
  const timestamp = signed.at ?? request.at;
  const signature = Signature.getSignature(signed.method ?? method, 'v3', {
    url: signed.url ?? PUBLIC_URL + decodeListed(target),
    requestBody: signed.body ?? body ?? '',
    ...{ timestamp, clientSecret: signed.secret ?? CLIENT_SECRET, signature: '' },
  });
  const all = {
    'content-type': 'application/json',
    'x-hubspot-signature-v3': signature,
    'x-hubspot-request-timestamp': String(timestamp),
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { method, headers: Object.fromEntries(sent), ...(body !== undefined && { body }) };
}

/** As HubSpot does before it signs. */
function decodeListed(url: string): string {
  return url.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, each => decodeURIComponent(each));
}
