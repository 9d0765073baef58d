import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPostgresql } from '@aix/backend';
import { Listr } from 'listr2';
import { plantLeads } from '../../demo/planted-leads.ts';
import { DEMO_TENANT_ID } from '../../main-job/connect-demo-tenant.ts';
import { beginJob, JOB_STEPS } from '../../main-job/main-job.ts';
import { closeStack, planStack } from '../../main-job/open-local-stack.ts';
import { openStage, type Stage } from './stage.ts';

/** A kind of database on which faults happen. */
export interface Ground {
  kind: 'embedded' | 'postgresql';
  /** Makes the bank, unless it is made; `openStage` does, too. Takes the process for itself, for seconds at a time. */
  ready(): Promise<unknown>;
  /** The demo bank as it is after the main job, on a database of its own. */
  openStage(): Promise<Stage>;
  close(): Promise<void>;
}

/** Enough for a model that is used, few enough to be quick. */
const LEADS = 600;

/** What a bank that is ready looks like; each stage begins as a copy of it. */
interface Readied {
  directory: string;
  env: Record<string, string>;
  writeKey: string;
  sessionToken: string;
}

/** @param directory where everything of this ground is kept; it must be there */
export function createEmbeddedGround(directory: string): Ground {
  let readied: Promise<Readied> | undefined;
  let stages = 0;
  const ready = () => {
    readied ??= readyBank(join(directory, 'ready'), {});
    return readied;
  };
  return {
    kind: 'embedded',
    ready,
    async openStage() {
      const { directory: source, env, ...keys } = await ready();
      const copy = join(directory, `stage-${++stages}`);
      cpSync(source, copy, { recursive: true });
      return openStage({ env: { ...env, AIX_DATA_DIR: copy }, ...keys, remove: async () => undefined });
    },
    close: async () => undefined,
  };
}

/**
 * @param server a PostgreSQL server, on which databases named aix_faults_… are made and dropped
 */
export function createPostgresqlGround(directory: string, server: string): Ground {
  let readied: Promise<Readied> | undefined;
  let stages = 0;
  const template = nameDatabase();
  const made = new Set<string>();
  const drop = (name: string) => administer(server, `drop database if exists ${name} with (force)`);
  const makeBank = async () => {
    made.add(template);
    await administer(server, `create database ${template}`);
    const AIX_ENCRYPTION_KEY = randomBytes(32).toString('base64');
    return readyBank(join(directory, 'ready'), {
      DATABASE_URL: addressOf(server, template),
      AIX_ENCRYPTION_KEY,
    });
  };
  const ready = () => {
    readied ??= makeBank();
    return readied;
  };
  return {
    kind: 'postgresql',
    ready,
    async openStage() {
      const { directory: source, env, ...keys } = await ready();
      const [copy, name] = [join(directory, `stage-${++stages}`), nameDatabase()];
      cpSync(source, copy, { recursive: true });
      made.add(name);
      await administer(server, `create database ${name} template ${template}`);
      const own = { ...env, AIX_DATA_DIR: copy, DATABASE_URL: addressOf(server, name) };
      return openStage({ env: own, ...keys, remove: () => drop(name) });
    },
    async close() {
      for (const name of made) await drop(name);
    },
  };
}

/** Runs the main job and makes a secret key for sending events. */
async function readyBank(directory: string, database: Record<string, string>): Promise<Readied> {
  mkdirSync(directory, { recursive: true });
  const env = { AIX_DATA_DIR: directory, AIX_PORT: '0', AIX_LOG_LEVEL: 'silent', ...database };
  const leadsFile = plantLeads(directory);
  const state = beginJob(await planStack({ env, leadCount: LEADS, fresh: false, leadsFile }));
  try {
    await new Listr(JOB_STEPS, { renderer: 'silent', registerSignalListeners: false }).run(state);
    const sessionToken = await state.service.sessionToken(DEMO_TENANT_ID);
    const response = await fetch(`${state.service.url}/v1/write-keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sessionToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'secret', name: 'faults' }),
    });
    const { key } = (await response.json()) as { key: string };
    return { directory, env, writeKey: key, sessionToken };
  } finally {
    await closeStack(state);
  }
}

const nameDatabase = () => `aix_faults_${randomUUID().replaceAll('-', '')}`;

function addressOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function administer(server: string, statement: string): Promise<void> {
  const admin = await openPostgresql(server);
  await admin.query(statement).finally(admin.close);
}
