import { type SignedRequest, signatureHeaders } from '../signing/sign-request.ts';
import { PROXY_REFUSALS, type ProxyRefusal } from './proxy-error.ts';

/** Largest request and response (hubspot.fetch reference). */
export const MAX_BYTES = 1024 * 1024;

export interface AppServerCall extends SignedRequest {
  secret: string;
  authorization: string | undefined;
  timeoutMs: number;
  timestamp: number;
}

/** What the app's server answered: its status and its body, parsed where it is JSON. */
export interface AppServerAnswer {
  status: number;
  body: unknown;
}

/** Sends one signed request of a card to the app's server. Redirects are answers like others. */
export async function callAppServer(call: AppServerCall): Promise<AppServerAnswer | ProxyRefusal> {
  const { method, url, body, secret, authorization, timeoutMs, timestamp } = call;
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...signatureHeaders(secret, call, timestamp, 'v2'),
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === '' ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === '' ? {} : { body }),
    });
    const text = await readAtMost(response, MAX_BYTES);
    return text === undefined ? PROXY_REFUSALS.tooLarge : { status: response.status, body: parse(text) };
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? PROXY_REFUSALS.timeout : PROXY_REFUSALS.network;
  }
}

async function readAtMost(response: Response, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
