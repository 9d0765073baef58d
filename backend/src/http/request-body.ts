import { InputError } from '@aix/shared-scoring';

const NO_OBJECT = 'The body must be a JSON object';

/** A body as it was read; one that was not sent as an empty object. @throws InputError ERR_INPUT_INVALID */
export function objectOf(body: unknown): object {
  if (body === undefined) return {};
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new InputError('ERR_INPUT_INVALID', NO_OBJECT);
}

/** What is said of a body larger than `limit`, in bytes. */
export function sayTooLarge(limit: number): string {
  return `A request may have at most ${limit} bytes`;
}

/** What Express’s parsers of bodies say, as far as it is used. */
export interface ParserError extends Error {
  type?: string;
  /** In bytes, when the body is larger. */
  limit?: number;
  /** The text that is no JSON. */
  body?: string;
}

/** What is wrong with a body that could not be read. */
export function describeUnread({ type, limit, body = '', message }: ParserError): string {
  if (type === 'entity.too.large' && limit !== undefined) return sayTooLarge(limit);
  if (type !== 'entity.parse.failed') return message;
  return /^\s*[[{]/.test(body) ? `${NO_OBJECT}: ${message}` : NO_OBJECT;
}
