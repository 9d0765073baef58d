import { importPKCS8, type JWTPayload, SignJWT } from 'jose';
import type { SalesforceStandIn } from '../../salesforce/index.ts';
import type { TemporaryOrg } from './temporary-org.ts';

export interface RestAnswer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON, else the text. */
  body: unknown;
}

/** A bare client for tests: what is sent is exactly what stands in the test. */
export interface RestClient {
  /** @param path from the host's root; `/query?…` and the like are put under `/services/data/v68.0` */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RestAnswer>;
  /** Ids that a query finds, in order, over all pages. */
  idsOf(soql: string): Promise<string[]>;
}

/** @param claims what differs in the assertion */
export async function createRestClient(
  standIn: SalesforceStandIn,
  org: TemporaryOrg,
  claims: JWTPayload = {},
): Promise<RestClient> {
  const { body } = await requestToken(standIn, {
    grant_type: JWT_BEARER,
    assertion: await assertionFor(org, claims),
  });
  const { access_token } = body as { access_token: string };
  const send: RestClient['send'] = async (method, path, content, headers = {}) => {
    const root = path.startsWith('/services') || path.startsWith('//') ? '' : '/services/data/v68.0';
    const answer = await fetch(standIn.url + root + path, {
      method,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json', ...headers },
      ...(content === undefined
        ? {}
        : { body: typeof content === 'string' ? content : JSON.stringify(content) }),
    });
    return readAnswer(answer);
  };
  return {
    send,
    async idsOf(soql) {
      const ids: string[] = [];
      for (let path: string | undefined = `/query?q=${encodeURIComponent(soql)}`; path !== undefined; ) {
        const { status, body } = await send('GET', path);
        if (status !== 200) throw new Error(JSON.stringify(body));
        const page = body as { records: { Id: string }[]; nextRecordsUrl?: string };
        ids.push(...page.records.map(({ Id }) => Id));
        path = page.nextRecordsUrl;
      }
      return ids;
    },
  };
}

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export async function requestToken(
  { url }: SalesforceStandIn,
  form: Record<string, string>,
): Promise<RestAnswer> {
  return readAnswer(
    await fetch(`${url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) }),
  );
}

/** An assertion as the platform wants it, with some claims changed. */
export async function assertionFor(org: TemporaryOrg, changed: JWTPayload = {}): Promise<string> {
  const claims = {
    iss: org.clientId,
    sub: org.username,
    aud: 'https://login.salesforce.com',
    exp: Math.floor(Date.now() / 1000) + 180,
    ...changed,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256' })
    .sign(await importPKCS8(org.privateKey, 'RS256'));
}

async function readAnswer(answer: Response): Promise<RestAnswer> {
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}
