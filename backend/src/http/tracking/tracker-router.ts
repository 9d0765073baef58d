import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { constants, gzipSync } from 'node:zlib';
import { type Request, type Response, Router } from 'express';

/** Made by `npm run generate:tracker`. */
const SCRIPT = readFileSync(new URL('../../../tracker/generated/tracker.js', import.meta.url));
const COMPRESSED = gzipSync(SCRIPT, { level: constants.Z_BEST_COMPRESSION });
const PATH = '/v1/tracker.js';

/** What a site may name in `v`, to keep the script for a year, and in `integrity`, to run no other. */
export const TRACKER_INTEGRITY = `sha384-${createHash('sha384').update(SCRIPT).digest('base64')}`;
export const TRACKER_VERSION = createHash('sha256').update(SCRIPT).digest('hex').slice(0, 12);

const FOR_A_YEAR = 'public, max-age=31536000, immutable';
/** So long an improvement takes to reach sites that name no version. */
const FOR_AN_HOUR = 'public, max-age=3600, stale-while-revalidate=86400';

/** The script for customers' sites, for every site and without a session: it holds nothing of any tenant. */
export function trackerRouter(): Router {
  const router = Router();
  router.get(PATH, (request: Request, response: Response) => {
    const isThisVersion = request.query.v === TRACKER_VERSION;
    const compressed = request.acceptsEncodings('gzip') === 'gzip';
    response.set({
      'Cache-Control': isThisVersion ? FOR_A_YEAR : FOR_AN_HOUR,
      ETag: `"${TRACKER_VERSION}${compressed ? '-gzip' : ''}"`,
      Vary: 'Accept-Encoding',
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      ...(compressed && { 'Content-Encoding': 'gzip' }),
    });
    response.type('text/javascript').send(compressed ? COMPRESSED : SCRIPT);
  });
  return router;
}

/** The script as `/openapi.json` shows it. */
export function trackerOperation(): object {
  return {
    summary: 'The script for a customer’s site',
    security: [],
    parameters: [
      {
        name: 'v',
        in: 'query',
        required: false,
        description:
          'A version: while it is the one served, browsers keep the script for a year, otherwise for an hour',
        schema: { type: 'string' },
      },
    ],
    responses: { 200: { description: 'The script', content: { 'text/javascript': {} } } },
  };
}
