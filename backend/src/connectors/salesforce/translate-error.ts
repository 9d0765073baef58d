import { ConnectorError } from '@aix/shared-scoring';
import type { HttpExchange } from './http-exchange.ts';

/** Error codes with which the platform asks for patience; `UNABLE_TO_LOCK_ROW` comes per record, too. */
export const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'UNABLE_TO_LOCK_ROW',
  'SERVER_UNAVAILABLE',
  'QUERY_TIMEOUT',
  'REQUEST_RUNNING_TOO_LONG',
  'UNKNOWN_EXCEPTION',
]);

const SESSION_CODES: ReadonlySet<string> = new Set(['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER']);

/** The platform's own code behind an error (`INVALID_FIELD`), or '' when there is none. */
export function platformCodeOf(error: unknown): string {
  const cause = error instanceof ConnectorError ? error.cause : error;
  const code = (cause as { errorCode?: unknown } | undefined)?.errorCode;
  return typeof code === 'string' ? code : '';
}

/** Whether an access token was refused. */
export function isSessionRefused({ status }: HttpExchange, error: unknown): boolean {
  return status === 401 || SESSION_CODES.has(platformCodeOf(error));
}

/** Whether the org's requests of the day are used up. Too many long requests at once carry the same code. */
export function isDailyLimit(error: unknown): boolean {
  return platformCodeOf(error) === 'REQUEST_LIMIT_EXCEEDED' && !/concurrent/i.test((error as Error).message);
}

/**
 * The one place where Salesforce's errors become ours. `doing` completes the sentence "Salesforce … while".
 * Messages keep the platform's code, never its text: that may quote field values.
 */
export function translateError(error: unknown, exchange: HttpExchange, doing: string): ConnectorError {
  const code = platformCodeOf(error);
  const { status } = exchange;
  const detail = { cause: error };
  if (isSessionRefused(exchange, error))
    return new ConnectorError(
      'ERR_CRM_AUTH_EXPIRED',
      `Salesforce refused a new access token while ${doing}: connect the org again`,
      detail,
    );
  if (code === 'REQUEST_LIMIT_EXCEEDED' || status === 429)
    return new ConnectorError(
      'ERR_CRM_RATE_LIMITED',
      `Salesforce answered ${code || status} while ${doing}: its API request limit is reached`,
      detail,
    );
  if (status === 0)
    return new ConnectorError('ERR_CRM_UNAVAILABLE', `Salesforce did not answer while ${doing}`, detail);
  if (status >= 500 || TRANSIENT_CODES.has(code))
    return new ConnectorError(
      'ERR_CRM_UNAVAILABLE',
      `Salesforce answered ${code || status} while ${doing}`,
      detail,
    );
  return new ConnectorError(
    'ERR_CRM_WRITE_REJECTED',
    `Salesforce refused with ${code || status} while ${doing}: see that the integration user has the permission set and the fields exist`,
    detail,
  );
}
