import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler } from 'express';

/** An answer in which the platform refuses: HTTP status and JSON body, in the platform's own words. */
export class PlatformError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: { message: string } & Record<string, unknown>) {
    super(body.message);
    this.name = 'PlatformError';
    this.status = status;
    this.body = { status: 'error', ...body, correlationId: randomUUID() };
  }
}

/** 400 with category `VALIDATION_ERROR`. */
export function validationError(message: string, more: Record<string, unknown> = {}): PlatformError {
  return new PlatformError(400, { message, ...more, category: 'VALIDATION_ERROR' });
}

/** The body that cannot be read as the platform's Java types. The wording follows Jackson, as HubSpot's does. */
export function unreadableBody(detail: string): PlatformError {
  return new PlatformError(400, { message: `Invalid input JSON on line 1, column 1: ${detail}` });
}

/** 404 without a category for a single record (assumed), as `GET` on an unknown id gives. */
export function resourceNotFound(): PlatformError {
  return new PlatformError(404, { message: 'resource not found' });
}

/** 401: no token, or one that nobody issued. */
export function notAuthenticated(): PlatformError {
  return new PlatformError(401, {
    message:
      'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
    category: 'INVALID_AUTHENTICATION',
  });
}

/** 401: a token past its time. */
export function tokenExpired(expiredAt: number, now: number): PlatformError {
  return new PlatformError(401, {
    message: `The OAuth token used to make this call expired ${Math.round((now - expiredAt) / 1000)} second(s) ago.`,
    context: { 'expire time': [new Date(expiredAt).toISOString()] },
    category: 'EXPIRED_AUTHENTICATION',
  });
}

/** 403: the installed app was never granted what the call needs. */
export function missingScopes(scopes: readonly string[]): PlatformError {
  const help = 'https://developers.hubspot.com/scopes';
  return new PlatformError(403, {
    message: `This app hasn't been granted all required scopes to make this call. Read more about required scopes here: ${help}.`,
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: scopes },
      },
    ],
    links: { scopes: help },
    category: 'MISSING_SCOPES',
  });
}

/** 403: the portal has not bought what the call is about (wording assumed). */
export function missingProduct(product: string): PlatformError {
  return new PlatformError(403, {
    message: `This account does not have access to this feature. It requires: ${product}`,
    category: 'FORBIDDEN',
  });
}

/** 429, in the two policies that an OAuth app meets. */
export function rateLimited(policyName: 'TEN_SECONDLY_ROLLING' | 'SECONDLY'): PlatformError {
  return new PlatformError(429, {
    message: `You have reached your ${policyName.toLowerCase()} limit.`,
    errorType: 'RATE_LIMIT',
    policyName,
    category: 'RATE_LIMITS',
  });
}

/** Express's last word: platform errors as they are, unreadable JSON as 400, anything else as the platform's 500. */
export const answerWithError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const answer = toPlatformError(error);
  response.status(answer.status).json(answer.body);
};

function toPlatformError(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  const parsing = error as { status?: number; type?: string; message?: string };
  if (parsing.type === 'entity.parse.failed')
    return unreadableBody(parsing.message ?? 'unexpected character');
  if (parsing.type === 'entity.too.large')
    return new PlatformError(413, { message: 'Request Entity Too Large' });
  return new PlatformError(500, { message: 'internal error', cause: String(parsing.message) });
}
