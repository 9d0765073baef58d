import type { ErrorRequestHandler } from 'express';

/** An answer in the platform's own words: HTTP status and one entry of the error array. */
export class PlatformError extends Error {
  readonly status: number;
  readonly errorCode: string;
  /** API names of the fields at fault. */
  readonly fields: readonly string[];

  constructor(status: number, errorCode: string, message: string, fields: readonly string[] = []) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
    this.fields = fields;
  }
}

/** The array form that REST answers with: `[{ message, errorCode, fields? }]`. */
export function errorBody(error: PlatformError): object[] {
  const { message, errorCode, fields } = error;
  return [fields.length === 0 ? { message, errorCode } : { message, errorCode, fields }];
}

/** Express error handler: a PlatformError as the platform words it, unreadable JSON as JSON_PARSER_ERROR. */
export const sendPlatformError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  if (error instanceof PlatformError) {
    response.status(error.status).json(errorBody(error));
    return;
  }
  const { type } = error as { type?: string };
  if (type === 'entity.parse.failed') {
    response.status(400).json([{ message: (error as Error).message, errorCode: 'JSON_PARSER_ERROR' }]);
    return;
  }
  if (type === 'entity.too.large') {
    response
      .status(413)
      .json([{ message: 'Maximum size of request reached', errorCode: 'REQUEST_LIMIT_EXCEEDED' }]);
    return;
  }
  response.status(500).json([{ message: 'An unexpected error occurred', errorCode: 'UNKNOWN_EXCEPTION' }]);
};
