import { setTimeout as pause } from 'node:timers/promises';
import { rescoreLeads, type Service, trainTenantModel } from '@aix/backend';
import { Listr } from 'listr2';
import { plantLeads } from '../../demo/planted-leads.ts';
import { DEMO_TENANT_ID } from '../../main-job/connect-demo-tenant.ts';
import { beginJob, JOB_STEPS } from '../../main-job/main-job.ts';
import { closeStack, planStack } from '../../main-job/open-local-stack.ts';

/** A receipt's name. */
export interface NamedReceipt {
  id: string;
  lead: string;
  number: number;
  model: number;
}

/** The demo bank, whose leads live on in hurried days. */
export interface ReceiptBank {
  service: Service;
  /** Answers of the service's API as text. */
  get(path: string): Promise<string>;
  /** Lets days pass, people act, facts change, bands be set and end, now and then a model be retrained; then scores all open leads. */
  passWave(): Promise<void>;
  receipts(): Promise<NamedReceipt[]>;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** No event can be newer than the real now, so later waves would find all of them cold if days passed quickly. */
const LONGEST_STEP_DAYS = 2;
const SIGNALS = ['page_view', 'pricing_view', 'email_click', 'form_submit', 'demo_request', 'unsubscribe'];
const BANDS = ['Hot', 'Warm', 'Nurture', 'Low'];
const JOBS = ['admin.', 'technician', 'retired', 'student', 'never seen before', null];
/** Of the leads, in each wave. */
const SHARE = { acting: 0.7, edited: 0.6, overridden: 0.05 };
const RETRAINED_EVERY = 3;
const LEADS_AT_ONCE = 500;

export async function openReceiptBank({
  directory,
  leads: leadCount,
  draw,
}: {
  directory: string;
  leads: number;
  draw: () => number;
}): Promise<ReceiptBank> {
  const env = { AIX_DATA_DIR: directory, AIX_PORT: '0', AIX_LOG_LEVEL: 'silent' };
  const leadsFile = plantLeads(directory);
  const state = beginJob(await planStack({ env, leadCount, fresh: false, leadsFile }));
  await new Listr(JOB_STEPS, { renderer: 'silent', registerSignalListeners: false }).run(state);
  const { service } = state;
  const { database } = service.context;
  const call = await createCaller(service);
  const { key } = JSON.parse(await call('POST', '/v1/write-keys', { kind: 'secret', name: 'receipts' }));
  const leads = await database.query<{ id: string; email: string | null }>(
    `select lead_id::text as id, email from leads where outcome = 'open' order by created_at, email`,
  );
  let daysLater = 0;
  let wave = 0;
  const context = { ...service.context, now: () => new Date(Date.now() + daysLater * DAY_MS) };

  const act = async () => {
    const events = leads.flatMap(({ email }) =>
      email === null || draw() > SHARE.acting
        ? []
        : Array.from({ length: 1 + Math.floor(draw() * 4) }, () => drawEvent(email, draw)),
    );
    for (let at = 0; at < events.length; at += 500)
      await call('POST', '/v1/collect', { events: events.slice(at, at + 500) }, key);
  };
  const edit = async () => {
    for (const { id } of leads) {
      if (draw() > SHARE.edited) continue;
      const fields = JSON.stringify({
        age: Math.floor(draw() * 70) + 18,
        job: JOBS[Math.floor(draw() * JOBS.length)],
      });
      await database.query(
        'update leads set fields = fields || $2::jsonb, changed_at = $3 where lead_id = $1',
        [id, fields, context.now()],
      );
    }
  };
  const override = async () => {
    const endsAt = new Date(Date.now() + DAY_MS / 2).toISOString();
    for (const { id } of leads)
      if (draw() < SHARE.overridden) {
        const band = BANDS[Math.floor(draw() * BANDS.length)];
        await call('POST', `/v1/leads/${id}/overrides`, { band, reason: 'I know them', endsAt });
      }
  };
  const receipts = () =>
    database.query<NamedReceipt>(
      `select receipt_id::text as id, lead_id::text as lead, number, (payload::jsonb->>'modelVersion')::int as model
       from receipts order by lead_id, number`,
    );
  return {
    service,
    receipts,
    get: path => call('GET', path),
    async passWave() {
      wave += 1;
      await act();
      // People set bands by the service's own clock, so before any day has passed.
      if (wave === 1) await override();
      else await edit();
      daysLater += draw() * LONGEST_STEP_DAYS;
      if (wave % RETRAINED_EVERY === 0) await trainTenantModel(context, DEMO_TENANT_ID);
      for (let at = 0; at < leads.length; at += LEADS_AT_ONCE) {
        const ids = leads.slice(at, at + LEADS_AT_ONCE).map(({ id }) => id);
        await rescoreLeads(context, DEMO_TENANT_ID, ids);
      }
      process.stderr.write(`wave ${wave}: ${(await receipts()).length} receipts\n`);
    },
    close: () => closeStack(state),
  };
}

function drawEvent(email: string, draw: () => number) {
  return {
    id: `${draw()}-${draw()}`,
    signal: SIGNALS[Math.floor(draw() * SIGNALS.length)],
    at: new Date(Date.now() - Math.floor(draw() * 30 * DAY_MS)).toISOString(),
    email,
  };
}

type Caller = (method: string, path: string, body?: object, key?: string) => Promise<string>;

const BUSY = 503;
const PAUSE_MS = 200;

async function createCaller(service: Service): Promise<Caller> {
  const token = await service.sessionToken(DEMO_TENANT_ID);
  return async function call(method, path, body, key = token) {
    const response = await fetch(`${service.url}${path}`, {
      method,
      // A connection that idles between two waves is closed by the service just when it is used again.
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', connection: 'close' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return text;
    if (response.status !== BUSY)
      throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    await pause(PAUSE_MS);
    return call(method, path, body, key);
  };
}
