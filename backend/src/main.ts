import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AixError, redactEmails, SetupError } from '@aix/shared-scoring';
import { pino } from 'pino';
import type { Config } from './config.ts';
import type { CrmAdapter } from './connectors/crm-connector.ts';
import { createHubspotAdapter } from './connectors/hubspot/hubspot-adapter.ts';
import { HUBSPOT_OPTIONAL_SCOPES, HUBSPOT_SCOPES } from './connectors/hubspot/hubspot-api.ts';
import { createSalesforceAdapter } from './connectors/salesforce/salesforce-adapter.ts';
import { createHttpApp } from './http/app.ts';
import { createAlertLoop } from './jobs/alert-loop.ts';
import { createCleanUpLoop } from './jobs/clean-up-loop.ts';
import { createCompanyLoop } from './jobs/company-loop.ts';
import { createIngestBatcher } from './jobs/ingest-batcher.ts';
import { createNightlyLoop } from './jobs/nightly-loop.ts';
import { createReadingLoop } from './jobs/reading-loop.ts';
import { createRescoringLoop } from './jobs/rescoring-loop.ts';
import { createScoringThreads } from './jobs/scoring-threads.ts';
import { createShownSteps } from './jobs/shown-steps.ts';
import { createTidyingLoop } from './jobs/tidying-loop.ts';
import { createToldChangesLoop } from './jobs/told-changes-loop.ts';
import type { WorkLoop } from './jobs/work-loop.ts';
import { createWriteBackLoop } from './jobs/write-back-loop.ts';
import { embeddedKey } from './security/embedded-key.ts';
import { createEnvelope } from './security/envelope.ts';
import { createLoginCodes } from './security/login-codes.ts';
import { createMailLinks } from './security/mail-links.ts';
import { createMailServer } from './security/mail-server.ts';
import { createOutside } from './security/outside.ts';
import { createSessions, type SessionPerson } from './security/sessions.ts';
import { requireRightKey } from './store/connections.ts';
import type { Database } from './store/database.ts';
import { hasMigrations, migrate } from './store/migrate.ts';
import { holdsPglite, openPglite } from './store/open-pglite.ts';
import { openPostgresql } from './store/open-postgresql.ts';
import type { Context, Work } from './use-cases/context.ts';

export const VERSION = '0.1.0';

/**
 * How long a client may take to send its headers, and its whole request; nobody else's work takes that long. A connection without a
 * request stays open for longer than a load balancer keeps it (a minute is usual): whoever closes first must not be we, or a request that
 * is just being sent is lost.
 */
const PATIENCE = {
  ...{ headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 2_000 },
  keepAliveTimeout: 65_000,
};

/** The running service. */
export interface Service {
  context: Context;
  /** Where it answers, without a slash at the end. */
  url: string;
  /** The address that opens a session of this tenant in a browser. */
  sessionUrl(tenantId: string): string;
  /** A token for `Authorization: Bearer`; the admin's unless somebody else is named. */
  sessionToken(tenantId: string, who?: SessionPerson): Promise<string>;
  /** Begins to read what changes, to score it and to write it back. Until then the service only answers requests. */
  startWork(): void;
  close(): Promise<void>;
}

/**
 * Puts the parts together, the only place that knows which ones there are, and starts to listen.
 * @throws SetupError saying in one sentence what is wrong and how to mend it; nothing is left open then
 */
export async function startService(config: Config): Promise<Service> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closeOne of closers.reverse()) await closeOne();
  };
  try {
    const database = await openDatabase(config);
    closers.push(database.close);
    await migrate(database);
    const key = config.encryptionKey ?? embeddedKey(config.dataDirectory);
    const envelope = createEnvelope(key);
    await requireRightKey(database, envelope);
    const scoring = createScoringThreads();
    closers.push(scoring.close);

    const log = pino(
      { level: config.logLevel, redact: ['*.authorization', '*.cookie', '*.token', '*.email'] },
      pino.destination(2),
    );
    const onError = (error: unknown) => log.warn(describeFault(error), 'background work failed');
    const shownSteps = createShownSteps({ database }, onError);
    closers.push(shownSteps.close);

    const adapters = new Map(pluggedIn(config).map(adapter => [adapter.crm, adapter]));
    const loops = new Map<Work, WorkLoop>();
    const announce = (work: Work) => loops.get(work)?.wake();
    const outside = createOutside({ allowPrivate: config.allowPrivateAddresses });
    const { mail, recordPages, allowPrivateAddresses: allowPrivate } = config;
    const context: Context = {
      ...(mail && { mailServer: createMailServer({ ...mail, allowPrivate }) }),
      ...{ recordPages, database, envelope, adapters, scoring, outside, now: () => new Date(), announce },
      noteShown: shownSteps.note,
    };
    const collector = createIngestBatcher(context);
    closers.push(collector.close);
    const sessions = createSessions(key);
    const loginCodes = createLoginCodes();
    const server = createServer(PATIENCE);
    const port = await listen(server, config.port);
    closers.push(() => stop(server));
    const publicUrl = config.port === 0 ? `http://localhost:${port}` : config.publicUrl;
    server.on(
      'request',
      createHttpApp({
        ...{ context, collector, sessions, loginCodes, log, publicUrl },
        mailLinks: createMailLinks(key),
        ...{
          recordPages: config.recordPages,
          morePages: config.morePages,
          hubspotSecrets: secretsOf(config),
          version: VERSION,
        },
        proxies: config.proxies,
      }),
    );

    return {
      context,
      url: publicUrl,
      sessionUrl: tenantId => `${publicUrl}/?code=${loginCodes.issue(tenantId)}`,
      sessionToken: (tenantId, who) => sessions.issue(tenantId, who),
      startWork() {
        loops.set('due_writes', createWriteBackLoop(context, onError));
        loops.set('dirty_leads', createRescoringLoop(context, onError, collector));
        const cleaning = createCleanUpLoop(context, onError);
        closers.push(cleaning.close);
        loops.set('readings', createReadingLoop(context, onError));
        loops.set('nights', createNightlyLoop(context, onError));
        loops.set('told_changes', createToldChangesLoop(context, onError));
        loops.set('deliveries', createAlertLoop(context, onError));
        const others = [createTidyingLoop(context, onError, collector), createCompanyLoop(context, onError)];
        closers.push(async () => {
          for (const loop of [...loops.values(), ...others]) await loop.close();
        });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What may be logged of an error: its own words where they are ours, else only where it arose. */
function describeFault(error: unknown): object {
  if (error instanceof AixError) return { code: error.code, problem: error.message };
  if (!(error instanceof Error)) return { name: typeof error };
  return { name: error.name, stack: redactEmails(error.stack ?? '') };
}

/**
 * Uses the database, brought to this version, without the rest of the service; closes it afterwards. Makes one where there is none,
 * but with `onlyUsed`.
 * @throws SetupError when it cannot be used; with `onlyUsed`, ERR_CONFIG_INVALID when the service has not used it yet
 */
export async function withDatabase<T>(
  config: Config,
  work: (database: Database) => Promise<T>,
  { onlyUsed = false } = {},
): Promise<T> {
  const { databaseUrl, dataDirectory } = config;
  if (onlyUsed && databaseUrl === undefined && !holdsPglite(dataDirectory)) throw unusedDatabase(config);
  const database = await openDatabase(config);
  try {
    if (onlyUsed && !(await hasMigrations(database))) throw unusedDatabase(config);
    await migrate(database);
    return await work(database);
  } finally {
    await database.close();
  }
}

function unusedDatabase({ databaseUrl, dataDirectory }: Config): SetupError {
  return new SetupError(
    'ERR_CONFIG_INVALID',
    databaseUrl === undefined
      ? `The data directory ${dataDirectory} holds no database yet: set AIX_DATA_DIR to the one that the service uses`
      : 'The database of DATABASE_URL is empty: set DATABASE_URL to the one that the service uses',
  );
}

/** A further CRM is one more line here. */
function pluggedIn({ salesforce, hubspot }: Config): CrmAdapter[] {
  return [
    ...(salesforce ? [createSalesforceAdapter(salesforce)] : []),
    ...(hubspot
      ? [
          createHubspotAdapter({
            ...hubspot,
            scopes: HUBSPOT_SCOPES,
            optionalScopes: HUBSPOT_OPTIONAL_SCOPES,
          }),
        ]
      : []),
  ];
}

/** The secrets with which HubSpot may sign: two while the app's is rotated. */
function secretsOf({ hubspot }: Config): string[] {
  return [hubspot?.clientSecret, hubspot?.formerClientSecret].filter(secret => secret !== undefined);
}

function openDatabase({ databaseUrl, dataDirectory }: Config): Promise<Database> {
  return databaseUrl === undefined ? openPglite(dataDirectory) : openPostgresql(databaseUrl);
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    const message = `Port ${port} is in use: stop what uses it, or set AIX_PORT to another port`;
    throw new SetupError('ERR_PORT_IN_USE', message, { cause });
  }
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
}
