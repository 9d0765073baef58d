import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { DE } from '../../../hubspot-app/shared/texts/de.ts';
import { EN } from '../../../hubspot-app/shared/texts/en.ts';
import { HUBSPOT_OPTIONAL_SCOPES, HUBSPOT_SCOPES } from '../../src/connectors/hubspot/hubspot-api.ts';

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

const readText = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
const readJson = (path: string): unknown => JSON.parse(readText(`hubspot-app/${path}`));

/** The Salesforce label of a text: `downWithScore` is `Down_With_Score`. */
const labelName = (key: string) =>
  key.charAt(0).toUpperCase() + key.slice(1).replace(/[A-Z]/g, letter => `_${letter}`);
const unescaped = (text: string) =>
  text.replace(/&(apos|quot|lt|gt|amp);/g, (_, name: keyof typeof ENTITIES) => ENTITIES[name]);
const ENTITIES = { apos: "'", quot: '"', lt: '<', gt: '>', amp: '&' } as const;

describe('the HubSpot app', () => {
  const app = appSchema.parse(readJson('src/app/app-hsmeta.json'));

  it('declares exactly the scopes that the backend asks for', () => {
    assert.deepEqual(app.config.auth.requiredScopes, [...HUBSPOT_SCOPES]);
    assert.deepEqual(app.config.auth.optionalScopes, [...HUBSPOT_OPTIONAL_SCOPES]);
    assert.deepEqual(app.config.auth.conditionallyRequiredScopes, []);
  });

  it('is a project of the supported platform version', () => {
    assert.deepEqual(readJson('hsproject.json'), {
      name: 'aix-lead-qualification',
      srcDir: 'src',
      platformVersion: '2026.03',
    });
  });

  it('holds the copies in its extensions as they would be generated now', async () => {
    const generator = fileURLToPath(new URL('../../../hubspot-app/scripts/generate-app.ts', import.meta.url));
    await promisify(execFile)(process.execPath, [generator, '--check']);
  });

  it('asks HubSpot to send what it sends to the address that the card may fetch from', () => {
    const [origin] = app.config.permittedUrls.fetch;
    const addresses = [
      'webhooks/webhooks-hsmeta.json',
      ...['score-record', 'record-outcome', 'record-feedback'].map(
        name => `workflow-actions/${name}-hsmeta.json`,
      ),
    ].map(path => {
      const { config } = readJson(`src/app/${path}`) as {
        config: { actionUrl?: string; settings?: { targetUrl: string } };
      };
      return new URL(config.actionUrl ?? config.settings?.targetUrl ?? '').origin;
    });
    assert.deepEqual([...new Set(addresses)], [origin]);
    const { proxy } = readJson('src/app/local.json') as { proxy: Record<string, string> };
    assert.deepEqual(Object.keys(proxy), [origin]);
  });

  for (const [texts, path, shape] of [
    [EN, 'labels/CustomLabels.labels', /<fullName>AIX_(?<name>\w+)<.*?<value>(?<text>.*?)</gs],
    [DE, 'translations/de.translation', /<label>(?<text>.*?)<.*?<name>AIX_(?<name>\w+)</gs],
  ] as const)
    it(`says the same words as the Salesforce app in ${path}`, () => {
      const xml = readText(`sfdx-project/force-app/main/default/${path}-meta.xml`);
      const labels = new Map(
        [...xml.matchAll(shape)].map(({ groups: { name = '', text = '' } = {} }) => [name, unescaped(text)]),
      );
      const shared = Object.entries(texts).filter(([key]) => labels.has(labelName(key)));
      assert.ok(shared.length > 50);
      for (const [key, text] of shared) assert.equal(text, labels.get(labelName(key)), key);
    });

  it('keeps HubSpot’s brand out of its name', () => {
    assert.doesNotMatch(app.config.name, /hub/i);
  });
});
