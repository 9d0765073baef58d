import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { type Config, loadConfig } from '../src/config.ts';

const KEY = randomBytes(32);

/** The message with which the environment is refused. */
function refusalOf(env: Record<string, string | undefined>, overrides: Partial<Config> = {}): string {
  try {
    loadConfig(env, overrides);
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'ERR_CONFIG_INVALID');
    return (error as Error).message;
  }
  return assert.fail('the environment was taken');
}

describe('loadConfig', () => {
  it('needs nothing from the environment', () => {
    assert.deepEqual(loadConfig({}), {
      dataDirectory: resolve('.aix'),
      databaseUrl: undefined,
      encryptionKey: undefined,
      port: 4400,
      publicUrl: 'http://localhost:4400',
      proxies: 0,
      allowPrivateAddresses: false,
      mail: undefined,
      logLevel: 'warn',
      recordPages: {},
      morePages: [],
      salesforce: undefined,
      hubspot: undefined,
    });
  });

  it('takes an empty variable for an absent one', () => {
    const empty = { AIX_PORT: '', DATABASE_URL: '', AIX_ENCRYPTION_KEY: '', HUBSPOT_CLIENT_ID: '' };
    assert.deepEqual(loadConfig(empty), loadConfig({}));
  });

  it('reads every setting', () => {
    const config = loadConfig({
      AIX_DATA_DIR: '/var/lib/aix',
      DATABASE_URL: 'postgresql://aix@db.example/aix',
      AIX_ENCRYPTION_KEY: KEY.toString('base64'),
      AIX_PORT: '8080',
      AIX_PUBLIC_URL: 'https://aix.example/',
      AIX_PROXIES: '1',
      AIX_ALLOW_PRIVATE_ADDRESSES: 'yes',
      AIX_SMTP_URL: 'smtps://user:secret@mail.example',
      AIX_MAIL_FROM: 'alerts@aix.example',
      AIX_LOG_LEVEL: 'info',
      SALESFORCE_CLIENT_ID: 'consumer-key',
      SALESFORCE_PRIVATE_KEY: 'pem',
      HUBSPOT_CLIENT_ID: 'app',
      HUBSPOT_CLIENT_SECRET: 'secret',
    });
    assert.deepEqual(config, {
      dataDirectory: '/var/lib/aix',
      databaseUrl: 'postgresql://aix@db.example/aix',
      encryptionKey: KEY,
      port: 8080,
      publicUrl: 'https://aix.example',
      proxies: 1,
      allowPrivateAddresses: true,
      mail: { url: 'smtps://user:secret@mail.example', from: 'alerts@aix.example' },
      logLevel: 'info',
      recordPages: {},
      morePages: [],
      salesforce: {
        loginUrl: 'https://login.salesforce.com',
        clientId: 'consumer-key',
        privateKey: 'pem',
      },
      hubspot: {
        authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
        apiUrl: 'https://api.hubapi.com',
        clientId: 'app',
        clientSecret: 'secret',
      },
    });
  });

  it('takes another address for Salesforce’s changes, if it is a host and a port', () => {
    const app = { SALESFORCE_CLIENT_ID: 'consumer-key', SALESFORCE_PRIVATE_KEY: 'pem' };
    const endpoint = 'api.deu.pubsub.salesforce.com:7443';
    const { salesforce } = loadConfig({ ...app, SALESFORCE_PUBSUB_ENDPOINT: endpoint });
    assert.deepEqual(salesforce?.pubsub, { endpoint });
    assert.throws(() => loadConfig({ ...app, SALESFORCE_PUBSUB_ENDPOINT: 'https://x' }), {
      message: /SALESFORCE_PUBSUB_ENDPOINT must be a host and a port/,
    });
  });

  it('lets overrides win, also over what follows from them', () => {
    const config = loadConfig({ AIX_PORT: '8080' }, { port: 9090, logLevel: 'silent' });
    assert.deepEqual(
      [config.port, config.publicUrl, config.logLevel],
      [9090, 'http://localhost:9090', 'silent'],
    );
  });

  it('cannot be changed afterwards', () => {
    assert.throws(() => Object.assign(loadConfig({}), { port: 1 }), TypeError);
  });

  it('names every key that is missing or wrong in one message', () => {
    const message = refusalOf({
      DATABASE_URL: 'mysql://db.example/aix',
      AIX_PORT: '70000',
      AIX_PUBLIC_URL: 'aix.example',
      AIX_LOG_LEVEL: 'loud',
      SALESFORCE_CLIENT_ID: 'consumer-key',
      HUBSPOT_CLIENT_SECRET: 'secret',
    });
    const named = [
      'DATABASE_URL must begin with postgresql://',
      'AIX_PORT',
      'AIX_PUBLIC_URL',
      'AIX_LOG_LEVEL',
      'SALESFORCE_PRIVATE_KEY is missing',
      'HUBSPOT_CLIENT_ID is missing',
      'AIX_ENCRYPTION_KEY is missing',
    ];
    for (const words of named) assert.ok(message.includes(words), `${words} in: ${message}`);
  });

  for (const port of ['-1', '65536', '80.5', 'http'])
    it(`refuses the port ${port}`, () => assert.match(refusalOf({ AIX_PORT: port }), /AIX_PORT/));

  it('has no default for a secret: a database needs a key, and an app its own', () => {
    assert.match(refusalOf({ DATABASE_URL: 'postgres://db/aix' }), /AIX_ENCRYPTION_KEY is missing/);
    assert.match(refusalOf({ SALESFORCE_CLIENT_ID: 'x' }), /SALESFORCE_PRIVATE_KEY is missing/);
    assert.match(refusalOf({ HUBSPOT_CLIENT_ID: 'x' }), /HUBSPOT_CLIENT_SECRET is missing/);
  });

  it('takes the key of a database from the overrides, too', () => {
    const config = loadConfig({ DATABASE_URL: 'postgres://db/aix' }, { encryptionKey: KEY });
    assert.equal(config.encryptionKey, KEY);
  });

  it('says how to make a key of the right length', () => {
    const message = refusalOf({ AIX_ENCRYPTION_KEY: randomBytes(31).toString('base64') });
    assert.match(message, /AIX_ENCRYPTION_KEY must be 32 bytes in base64.*openssl rand -base64 32/);
  });

  it('never prints a value, since it may be a secret', () => {
    const secret = 'S3cret-value';
    const message = refusalOf({
      DATABASE_URL: `mysql://root:${secret}@db`,
      AIX_ENCRYPTION_KEY: secret,
      AIX_PORT: secret,
      AIX_PUBLIC_URL: secret,
      AIX_LOG_LEVEL: secret,
      SALESFORCE_PRIVATE_KEY: secret,
      HUBSPOT_CLIENT_SECRET: secret,
    });
    assert.ok(!message.includes(secret), message);
  });
});
