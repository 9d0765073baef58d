import { z } from 'zod';
import { httpsUrl, origin, text } from './text.ts';

const redirectUrl = z
  .string()
  .regex(/^(https:\/\/|http:\/\/localhost(:\d+)?\/)/, 'must be https, or http://localhost');
const scope = z.string().regex(/^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*$/, 'is no scope');

/** `app-hsmeta.json` of an app for the marketplace, which must use OAuth. */
export const appConfig = z.strictObject({
  name: text(50),
  description: text(250),
  logo: z.string().optional(),
  distribution: z.literal('marketplace'),
  auth: z.strictObject({
    type: z.literal('oauth'),
    redirectUrls: z.array(redirectUrl).min(1),
    requiredScopes: z.array(scope).refine(scopes => scopes.includes('oauth'), 'oauth must be among them'),
    optionalScopes: z.array(scope),
    conditionallyRequiredScopes: z.array(scope),
  }),
  permittedUrls: z.strictObject({
    fetch: z.array(origin),
    iframe: z.array(origin),
    img: z.array(origin),
  }),
  support: z.strictObject({
    supportEmail: z.email(),
    documentationUrl: httpsUrl,
    supportUrl: httpsUrl,
    supportPhone: z.string().optional(),
  }),
});
