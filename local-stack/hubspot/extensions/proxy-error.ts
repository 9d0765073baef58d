/** How the proxy of `hubspot.fetch` answers when there is no answer to hand on. */
export interface ProxyRefusal {
  status: number;
  category: string;
  message: string;
}

/**
 * Words and categories as HubSpot's own local emulation of the proxy has them (`@hubspot/ui-extensions-dev-server`
 * 2.1.2), which says of itself that it mirrors the platform; the ones marked are assumed.
 */
export const PROXY_REFUSALS = {
  headers: {
    status: 400,
    category: 'VALIDATION_ERROR',
    message: "Invalid Request Headers provided. Only 'Authorization' header is allowed from hubspot.fetch()",
  },
  tooManyHeaders: {
    status: 400,
    category: 'VALIDATION_ERROR',
    message: "Only 'Authorization' header is allowed",
  },
  malformedUrl: { status: 400, category: 'VALIDATION_ERROR', message: 'URL is malformed' },
  timeout: { status: 504, category: 'GATEWAY_TIMEOUT', message: 'Gateway took too long to respond' },
  network: { status: 500, category: 'INTERNAL_SERVER_ERROR', message: 'Network error' },
  /** Assumed words. */
  body: { status: 400, category: 'VALIDATION_ERROR', message: 'Invalid request to hubspot.fetch()' },
  notPermitted: {
    status: 400,
    category: 'VALIDATION_ERROR',
    message: 'The URL is not in the permittedUrls.fetch of the app',
  },
  tooLarge: { status: 413, category: 'VALIDATION_ERROR', message: 'The payload is larger than 1 MB' },
  concurrency: {
    status: 429,
    category: 'RATE_LIMITS',
    message: 'More than 20 concurrent hubspot.fetch() requests of this account and app',
  },
} as const satisfies Record<string, ProxyRefusal>;
