import type { ChangeStream, FetchResponse } from './pubsub-api.ts';

/** What has arrived on a stream and was not taken yet. */
export interface Inbox {
  /**
   * All responses that are there, as soon as there is one; undefined once `signal` has aborted.
   * @throws grpc.ServiceError when the stream fails, `StreamEnded` when the server ends it
   */
  take(): Promise<FetchResponse[] | undefined>;
}

/** The server ended the stream without a reason. */
export class StreamEnded extends Error {}

/** Collects a stream's responses, so that those which come while one is worked on are taken together. */
export function createInbox(stream: ChangeStream, signal: AbortSignal): Inbox {
  let responses: FetchResponse[] = [];
  let failure: Error | undefined;
  let wake: () => void = () => undefined;
  stream.on('data', (response: FetchResponse) => {
    responses.push(response);
    wake();
  });
  // Stays for good: a stream that fails after its end would else end the process.
  stream.on('error', (error: Error) => {
    failure ??= error;
    wake();
  });
  stream.on('end', () => {
    failure ??= new StreamEnded('the stream ended');
    wake();
  });
  signal.addEventListener('abort', () => wake(), { once: true });
  return {
    async take() {
      while (responses.length === 0 && failure === undefined && !signal.aborted)
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      if (signal.aborted) return undefined;
      if (responses.length === 0) throw failure;
      const taken = responses;
      responses = [];
      return taken;
    },
  };
}
