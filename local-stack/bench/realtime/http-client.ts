import { Agent, request } from 'node:http';

/** Asks one server over connections that stay open. */
export interface HttpClient {
  /** The answer's status; its body is read and thrown away. */
  get(path: string, headers: Record<string, string>): Promise<number>;
  post(path: string, headers: Record<string, string>, body: string): Promise<number>;
  close(): void;
}

export function createHttpClient(url: string): HttpClient {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 500 });
  const ask = (method: string, path: string, headers: Record<string, string>, body?: string) =>
    new Promise<number>((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const sent = request({ agent, hostname, port, method, path, headers: { ...headers, ...length } });
      sent.on('error', reject);
      sent.on('response', response => {
        response.resume();
        response.on('end', () => resolve(response.statusCode!));
        response.on('error', reject);
      });
      sent.end(body);
    });
  return {
    get: (path, headers) => ask('GET', path, headers),
    post: (path, headers, body) => ask('POST', path, headers, body),
    close: () => agent.destroy(),
  };
}
