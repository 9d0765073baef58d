import { resolve } from 'node:path';
import { SetupError } from '@aix/shared-scoring';
import { z } from 'zod';

/** The product's own settings, read once. Nothing else in the backend reads the environment. */
export interface Config {
  /** Where the embedded mode keeps its database, key and stand-ins. */
  readonly dataDirectory: string;
  /** A PostgreSQL address; without one the embedded PGlite is used. */
  readonly databaseUrl: string | undefined;
  /** 32 bytes that encrypt CRM tokens; the embedded mode may make its own. */
  readonly encryptionKey: Buffer | undefined;
  readonly port: number;
  /** The address under which browsers and CRMs reach this service, without a slash at the end. */
  readonly publicUrl: string;
  /** How many proxies of the operator's own stand in front of the service. */
  readonly proxies: number;
  /** Whether alerts may go to private addresses and over HTTP: for development on one machine only. */
  readonly allowPrivateAddresses: boolean;
  /** The mail server by which alerts go out, and their sender; without one there is no e-mail. */
  readonly mail: { url: string; from: string } | undefined;
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly salesforce:
    | {
        loginUrl: string;
        clientId: string;
        privateKey: string;
        /** Where changes are told, and the certificate (PEM) to trust there where it is not the system's. */
        pubsub?: { endpoint: string; certificate?: string };
      }
    | undefined;
  /** Where a person opens a record, with `{objectType}` and `{objectId}`; the local stack, with its one org, says it. */
  readonly recordPages: Readonly<Partial<Record<'salesforce' | 'hubspot', string>>>;
  /** Further pages that the home page links; the local stack says which. */
  readonly morePages: readonly { name: string; href: string }[];
  readonly hubspot:
    | {
        authorizeUrl: string;
        apiUrl: string;
        clientId: string;
        clientSecret: string;
        /** The secret before the present one: while it is rotated, HubSpot's signatures may be of either. */
        formerClientSecret?: string;
      }
    | undefined;
}

const KEY_BYTES = 32;
const DEFAULT_PORT = 4400;

const encryptionKey = z
  .string()
  .transform(text => Buffer.from(text, 'base64'))
  .refine(
    key => key.length === KEY_BYTES,
    `must be ${KEY_BYTES} bytes in base64; make one with: openssl rand -base64 32`,
  );

const environment = z.object({
  AIX_DATA_DIR: z.string().min(1).default('.aix'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
    .optional(),
  AIX_ENCRYPTION_KEY: encryptionKey.optional(),
  AIX_PORT: z.coerce.number().int().min(0).max(65_535).default(DEFAULT_PORT),
  AIX_PUBLIC_URL: z.url().optional(),
  AIX_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  AIX_ALLOW_PRIVATE_ADDRESSES: z.enum(['yes', 'no']).default('no'),
  AIX_SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: 'must be like smtps://user:password@mail.example.com or smtp://…:587',
    })
    .optional(),
  AIX_MAIL_FROM: z.email('must be an e-mail address like alerts@example.com').optional(),
  AIX_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  SALESFORCE_LOGIN_URL: z.url().default('https://login.salesforce.com'),
  SALESFORCE_PUBSUB_ENDPOINT: z
    .string()
    .regex(/^[\w.-]+:\d+$/, 'must be a host and a port: api.pubsub.salesforce.com:7443')
    .optional(),
  SALESFORCE_CLIENT_ID: z.string().optional(),
  SALESFORCE_PRIVATE_KEY: z.string().optional(),
  HUBSPOT_AUTHORIZE_URL: z.url().default('https://app.hubspot.com/oauth/authorize'),
  HUBSPOT_API_URL: z.url().default('https://api.hubapi.com'),
  HUBSPOT_CLIENT_ID: z.string().optional(),
  HUBSPOT_CLIENT_SECRET: z.string().optional(),
  HUBSPOT_FORMER_CLIENT_SECRET: z.string().optional(),
});

/**
 * The configuration from the environment of the process; `overrides` win over it.
 * @throws SetupError ERR_CONFIG_INVALID, listing every key that is missing or wrong at once
 */
export function loadConfig(env: Record<string, string | undefined>, overrides: Partial<Config> = {}): Config {
  const parsed = environment.safeParse(withoutEmpty(env));
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`);
  problems.push(...incompletePairs(env));
  if (env.DATABASE_URL && !env.AIX_ENCRYPTION_KEY && overrides.encryptionKey === undefined)
    problems.push('AIX_ENCRYPTION_KEY is missing; with DATABASE_URL make one with: openssl rand -base64 32');
  if (!parsed.success || problems.length > 0)
    throw new SetupError('ERR_CONFIG_INVALID', `The environment is not right: ${problems.join('; ')}`);

  const read = parsed.data;
  return Object.freeze({
    dataDirectory: resolve(read.AIX_DATA_DIR),
    databaseUrl: read.DATABASE_URL,
    encryptionKey: read.AIX_ENCRYPTION_KEY,
    port: read.AIX_PORT,
    publicUrl: (read.AIX_PUBLIC_URL ?? `http://localhost:${overrides.port ?? read.AIX_PORT}`).replace(
      /\/$/,
      '',
    ),
    proxies: read.AIX_PROXIES,
    allowPrivateAddresses: read.AIX_ALLOW_PRIVATE_ADDRESSES === 'yes',
    mail:
      read.AIX_SMTP_URL && read.AIX_MAIL_FROM
        ? { url: read.AIX_SMTP_URL, from: read.AIX_MAIL_FROM }
        : undefined,
    logLevel: read.AIX_LOG_LEVEL,
    recordPages: {},
    morePages: [],
    salesforce:
      read.SALESFORCE_CLIENT_ID && read.SALESFORCE_PRIVATE_KEY
        ? {
            loginUrl: read.SALESFORCE_LOGIN_URL,
            clientId: read.SALESFORCE_CLIENT_ID,
            privateKey: read.SALESFORCE_PRIVATE_KEY,
            ...(read.SALESFORCE_PUBSUB_ENDPOINT && { pubsub: { endpoint: read.SALESFORCE_PUBSUB_ENDPOINT } }),
          }
        : undefined,
    hubspot:
      read.HUBSPOT_CLIENT_ID && read.HUBSPOT_CLIENT_SECRET
        ? {
            authorizeUrl: read.HUBSPOT_AUTHORIZE_URL,
            apiUrl: read.HUBSPOT_API_URL,
            clientId: read.HUBSPOT_CLIENT_ID,
            clientSecret: read.HUBSPOT_CLIENT_SECRET,
            ...(read.HUBSPOT_FORMER_CLIENT_SECRET && {
              formerClientSecret: read.HUBSPOT_FORMER_CLIENT_SECRET,
            }),
          }
        : undefined,
    ...overrides,
  });
}

/** Keys that make sense only together. */
function incompletePairs(env: Record<string, string | undefined>): string[] {
  const pairs = [
    ['SALESFORCE_CLIENT_ID', 'SALESFORCE_PRIVATE_KEY'],
    ['HUBSPOT_CLIENT_ID', 'HUBSPOT_CLIENT_SECRET'],
    ['AIX_SMTP_URL', 'AIX_MAIL_FROM'],
  ] as const;
  return pairs.flatMap(([first, second]) => {
    if (Boolean(env[first]) === Boolean(env[second])) return [];
    return [`${env[first] ? second : first} is missing; ${first} and ${second} belong together`];
  });
}

/** An empty variable counts as absent, as shells and compose files write it. */
function withoutEmpty(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
