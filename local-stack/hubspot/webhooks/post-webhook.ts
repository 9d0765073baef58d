import { signatureHeaders } from '../signing/sign-request.ts';

/** A batch on its way. */
export interface WebhookPost {
  url: string;
  body: string;
  secret: string;
  timestamp: number;
  timeoutMs: number;
}

/** Posts a batch; the answer's status, or 0 when none came in time. Only a 2xx in time counts as delivered. */
export async function postWebhook({ url, body, secret, timestamp, timeoutMs }: WebhookPost): Promise<number> {
  const request = { method: 'POST', url, body };
  try {
    const response = await fetch(url, {
      ...{ method: 'POST', body, redirect: 'manual' },
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        ...signatureHeaders(secret, request, timestamp, 'v1'),
      },
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    // Refused, cut, or too slow: the platform tells these apart from a bad status only in its own monitoring.
    return 0;
  }
}
