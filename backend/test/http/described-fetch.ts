import assert from 'node:assert/strict';
import { departures } from './json-schema.ts';

interface Content {
  schema?: { $ref?: string };
}
type Operation = { responses: Record<string, { content?: Record<string, Content> }> };

interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

const descriptions = new Map<string, Promise<Description>>();

/**
 * Asks a running service as `fetch` does, and holds the answer against what the service's own `/openapi.json` says of the operation:
 * its status, its media type and its body. What is no operation of the API, such as a page, is not held.
 * @throws AssertionError when the answer is not as described
 */
export async function describedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init);
  const { origin, pathname } = new URL(url);
  const description = await descriptionOf(origin);
  const method = init.method ?? 'GET';
  const operation = operationAt(description, pathname, method.toLowerCase());
  if (operation === undefined) return response;
  const what = `${method} ${pathname}: ${response.status}`;
  const described = operation.responses[response.status];
  assert.ok(described, `${what} is not described`);
  if (described.content === undefined) return response;
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  const content = described.content[type];
  assert.ok(content, `${what} comes as ${type}, which is not described`);
  if (!type.endsWith('json')) return response;
  const schema = resolve(description, content.schema ?? {});
  assert.deepEqual(departures(schema, await response.clone().json()), [], what);
  return response;
}

function descriptionOf(origin: string): Promise<Description> {
  const known = descriptions.get(origin);
  if (known !== undefined) return known;
  const asked = fetch(`${origin}/openapi.json`).then(response => response.json() as Promise<Description>);
  descriptions.set(origin, asked);
  return asked;
}

/** The operation of a path; the one with the fewest parameters where several fit. */
function operationAt({ paths }: Description, pathname: string, method: string): Operation | undefined {
  const fits = (template: string) =>
    new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
  const parameters = (template: string) => template.split('{').length;
  const [path = ''] = Object.keys(paths)
    .filter(fits)
    .sort((a, b) => parameters(a) - parameters(b));
  return paths[path]?.[method];
}

function resolve({ components }: Description, schema: { $ref?: string }): object {
  const name = schema.$ref?.replace('#/components/schemas/', '');
  return name === undefined ? schema : components.schemas[name]!;
}
