import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { HUBSPOT_SCOPES } from '../../src/connectors/hubspot/hubspot-api.ts';

/** The part of HubSpot's project schema that this app uses; the full one is only served to accounts. */
const appSchema = z.strictObject({
  uid: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  type: z.literal('app'),
  config: z.strictObject({
    name: z.string().min(1),
    description: z.string().min(1),
    distribution: z.literal('marketplace'),
    auth: z.strictObject({
      type: z.literal('oauth'),
      redirectUrls: z.array(z.string().regex(/^(https:\/\/|http:\/\/localhost(:\d+)?\/)/)).min(1),
      requiredScopes: z.array(z.string()),
      optionalScopes: z.array(z.string()),
      conditionallyRequiredScopes: z.array(z.string()),
    }),
    permittedUrls: z.strictObject({
      fetch: z.array(z.url()),
      iframe: z.array(z.url()),
      img: z.array(z.url()),
    }),
    support: z.strictObject({ supportEmail: z.email(), documentationUrl: z.url(), supportUrl: z.url() }),
  }),
});

const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../../../hubspot-app/${path}`, import.meta.url)), 'utf8'));

describe('the HubSpot app', () => {
  const app = appSchema.parse(readJson('src/app/app-hsmeta.json'));

  it('declares exactly the scopes that the backend asks for', () => {
    assert.deepEqual(app.config.auth.requiredScopes, [...HUBSPOT_SCOPES]);
    assert.deepEqual(app.config.auth.optionalScopes, []);
    assert.deepEqual(app.config.auth.conditionallyRequiredScopes, []);
  });

  it('is a project of the supported platform version', () => {
    assert.deepEqual(readJson('hsproject.json'), {
      name: 'aix-lead-qualification',
      srcDir: 'src',
      platformVersion: '2026.03',
    });
  });

  it('keeps HubSpot’s brand out of its name', () => {
    assert.doesNotMatch(app.config.name, /hub/i);
  });
});
