import { PassThrough } from 'node:stream';
import type { HttpRequest, HttpResponse } from 'jsforce';
import { Transport } from 'jsforce/lib/transport.js';
import { StreamPromise } from 'jsforce/lib/util/promise.js';

/**
 * Carries one request for jsforce, in place of jsforce's own transport, for three reasons: a connection cut within a body
 * ends the process there (seen with jsforce 3.10.26), its timeout ends with the headers, and it retries by itself where
 * the retry is ours to decide. Remembers what jsforce keeps to itself: the status and the server's clock.
 */
export class HttpExchange extends Transport {
  /** `unanswered`: sent, and cut, refused or too late. `unsent` with an error is a fault of our own. */
  outcome: 'unsent' | 'unanswered' | 'answered' = 'unsent';
  /** HTTP status of the answer; 0 while there is none. */
  status = 0;
  /** The answer's headers, by lower-case name. */
  headers: Readonly<Record<string, string>> = {};
  readonly #timeoutMs: number;

  constructor(timeoutMs: number) {
    super();
    this.#timeoutMs = timeoutMs;
  }

  override httpRequest(request: HttpRequest): StreamPromise<HttpResponse> {
    // jsforce also offers the body as a stream; nobody here reads that one.
    const stream = new PassThrough().end();
    return StreamPromise.create(() => ({ stream, promise: this.#send(request) }));
  }

  async #send({ url, method, headers, body }: HttpRequest): Promise<HttpResponse> {
    this.outcome = 'unanswered';
    const answer = await fetch(url, {
      method,
      ...(headers === undefined ? {} : { headers }),
      ...(typeof body === 'string' ? { body } : {}),
      // A redirect would carry the access token to an address that nobody checked.
      redirect: 'error',
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
    const text = await answer.text();
    this.outcome = 'answered';
    this.status = answer.status;
    this.headers = Object.fromEntries(answer.headers);
    return { statusCode: answer.status, headers: this.#headersForJsforce(), body: text };
  }

  /** jsforce would parse a CSV whole, at once; here it stays a text. */
  #headersForJsforce(): Record<string, string> {
    const { 'content-type': type = '', ...others } = this.headers;
    return { ...others, 'content-type': type.replace(/^text\/csv/, 'text/plain') };
  }
}
