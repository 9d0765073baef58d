/**
 * One error class per reaction. Every error carries a stable `code` that callers may switch on and a
 * `retry` flag fixed by that code, so that nobody has to guess whether to try again.
 * Programmer mistakes (a wrong shape, a wrong length) are plain `TypeError` and `RangeError` instead.
 */
export type ErrorCode = keyof typeof RETRY_BY_CODE;

const RETRY_BY_CODE = {
  ERR_INPUT_INVALID: false,
  ERR_INPUT_TOO_LARGE: false,
  ERR_UNAUTHENTICATED: false,
  ERR_FORBIDDEN: false,
  ERR_LEAD_NOT_FOUND: false,
  ERR_RECEIPT_NOT_FOUND: false,
  ERR_TENANT_NOT_FOUND: false,
  ERR_KEY_NOT_FOUND: false,
  ERR_CONFLICT: false,
  ERR_REQUEST_KEY_REUSED: false,
  ERR_TOO_MANY_REQUESTS: true,
  ERR_CRM_AUTH_EXPIRED: false,
  ERR_CRM_FORBIDDEN: false,
  ERR_CRM_WRITE_REJECTED: false,
  ERR_CRM_RATE_LIMITED: true,
  ERR_CRM_UNAVAILABLE: true,
  ERR_MODEL_SCHEMA_MISMATCH: false,
  ERR_MODEL_CORRUPT: false,
  ERR_BUSY: true,
  ERR_DATABASE_UNREACHABLE: true,
  ERR_DATA_DIRECTORY_LOCKED: false,
  ERR_KEY_WRONG: false,
  ERR_PORT_IN_USE: false,
  ERR_CONFIG_INVALID: false,
} as const;

interface ErrorDetail {
  /** What made it fail, kept for logs. */
  cause?: unknown;
  /** How long the other side asked us to wait, in milliseconds. */
  retryAfterMs?: number;
}

/** Base of every expected failure. Use one of the subclasses. */
export class AixError extends Error {
  readonly code: ErrorCode;
  readonly retry: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(redactEmails(message), detail.cause === undefined ? {} : { cause: detail.cause });
    this.name = new.target.name;
    this.code = code;
    this.retry = RETRY_BY_CODE[code];
    this.retryAfterMs = detail.retryAfterMs;
  }
}

/** The sender must change what was sent (HTTP 400, 409, 413, 422; exit code 2). */
export class InputError extends AixError {}

/** The caller is unknown or may not do this (HTTP 401, 403, 429). */
export class AccessError extends AixError {}

/** What was asked for does not exist for this tenant (HTTP 404). */
export class NotFoundError extends AixError {}

/** A CRM refused or did not answer (HTTP 502, 503). */
export class ConnectorError extends AixError {}

/** A model cannot be used (HTTP 500); the champion keeps serving. */
export class ModelError extends AixError {}

/** More arrives than can be taken just now (HTTP 503); the same request may be sent again. */
export class BusyError extends AixError {}

/** The process cannot start or go on as set up; the message says how to mend it (exit code 1). */
export class SetupError extends AixError {}

/** Replaces every e-mail address in a text, so that messages can be logged. */
export function redactEmails(text: string): string {
  return text.replace(/[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/g, '[e-mail]');
}
