import type { ErrorRequestHandler } from 'express';

/** An answer of the token endpoint in OAuth's form: 400 `{ error, error_description }`. */
export class OAuthError extends Error {
  readonly error: string;

  constructor(error: string, description: string) {
    super(description);
    this.error = error;
  }
}

/** Express error handler for the OAuth addresses. */
export const sendOAuthError: ErrorRequestHandler = (error, _request, response, next) => {
  if (!(error instanceof OAuthError)) return next(error);
  response.status(400).json({ error: error.error, error_description: error.message });
};
