import { AixError, type ErrorCode, redactEmails } from '@aix/shared-scoring';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { describeUnread, type ParserError } from './request-body.ts';

const STATUS_BY_CODE: Partial<Record<ErrorCode, number>> = {
  ERR_INPUT_INVALID: 400,
  ERR_UNAUTHENTICATED: 401,
  ERR_FORBIDDEN: 403,
  ERR_LEAD_NOT_FOUND: 404,
  ERR_RECEIPT_NOT_FOUND: 404,
  ERR_TENANT_NOT_FOUND: 404,
  ERR_KEY_NOT_FOUND: 404,
  ERR_CONFLICT: 409,
  ERR_INPUT_TOO_LARGE: 413,
  ERR_REQUEST_KEY_REUSED: 422,
  ERR_TOO_MANY_REQUESTS: 429,
  ERR_CRM_AUTH_EXPIRED: 502,
  ERR_CRM_FORBIDDEN: 502,
  ERR_CRM_WRITE_REJECTED: 502,
  ERR_CRM_RATE_LIMITED: 503,
  ERR_CRM_UNAVAILABLE: 503,
  ERR_BUSY: 503,
};

/** Answers what no route answered. */
export function answerNotFound(request: Request, response: Response): void {
  sendProblem(
    response,
    404,
    'ERR_NOT_FOUND',
    `There is no ${request.method} ${request.path}: see /openapi.json`,
  );
}

/** Answers whoever was refused too often within a minute. @param detail why, and what to do after that minute */
export function answerTooMany(response: Response, detail: string): void {
  response.set('Retry-After', '60');
  sendProblem(response, 429, 'ERR_TOO_MANY_REQUESTS', detail);
}

/**
 * The last middleware: turns any error into `application/problem+json` (RFC 9457). An expected error says its own words,
 * any other is logged, without what may hold personal data, and answered without its details.
 */
export function answerProblem(log: Logger) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
    } else if (error instanceof AixError) {
      const status = STATUS_BY_CODE[error.code] ?? 500;
      if (status >= 500) log.warn({ code: error.code, method: request.method }, error.message);
      if (error.retryAfterMs !== undefined)
        response.set('Retry-After', String(Math.ceil(error.retryAfterMs / 1000)));
      sendProblem(response, status, error.code, error.message);
    } else if (isMalformedRequest(error)) {
      sendProblem(
        response,
        error.status,
        error.status === 413 ? 'ERR_INPUT_TOO_LARGE' : 'ERR_INPUT_INVALID',
        describeUnread(error),
      );
    } else {
      const route = request.route?.path ?? 'other';
      log.error({ fault: describeFault(error), method: request.method, route }, 'unexpected error');
      sendProblem(response, 500, 'ERR_INTERNAL', 'Something went wrong here; it has been logged');
    }
  };
}

/** Where an error arose. Its other properties stay out: a database driver's quote the row that it was about. */
function describeFault(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, code, stack = '' } = error as Error & { code?: unknown };
  return { name, code, stack: redactEmails(stack) };
}

/** Express itself reports malformed requests, and addresses that cannot be decoded, with a 4xx status. */
function isMalformedRequest(error: unknown): error is ParserError & { status: number } {
  if (!(error instanceof Error)) return false;
  const { status } = error as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500;
}

function sendProblem(response: Response, status: number, code: string, detail: string): void {
  response
    .status(status)
    .type('application/problem+json')
    .json({ type: 'about:blank', status, code, detail });
}
