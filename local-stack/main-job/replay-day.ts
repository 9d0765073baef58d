import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from '@aix/backend';
import { type DayEvent, visitsOfDay } from '../demo/visits-of-a-day.ts';
import type { ReplayProgress, SiteHostOptions } from '../hosts/site/index.ts';
import { DEMO_TENANT_ID } from './connect-demo-tenant.ts';

/** As much as HubSpot's limits let through beside everything else. */
const DAY = { visits: 120, leads: 60 };
const MINUTES_PER_DAY = 1_440;
const MINUTES_PER_STEP = 30;
const STEP_MS = 500;
const MS_PER_MINUTE = 60_000;
const SETTLE_EVERY_MS = 300;
const SETTLE_FOR_MS = 30_000;
const CRM_NAMES = { salesforce: 'Salesforce', hubspot: 'HubSpot' } as const;

/** Who can act on a day, and with which key the site's server tells of them. */
export interface ReplayRequest {
  service: Service;
  secretKey: string;
  /** SHA-256 of the addresses by lead id, of leads other than the visitor. */
  leads(limit: number): Promise<ReadonlyMap<string, string>>;
}

/** One day under way or over. */
interface Run {
  startedAt: Date;
  leadIds: string[];
  /** What is told: others are the service's own conclusions. */
  signals: string[];
  stopping: AbortController;
  progress: Pick<ReplayProgress, 'phase' | 'clock' | 'sent' | 'total' | 'problem'>;
}

/**
 * Made-up days at speed, one after the other, told over `POST /v1/collect`. Each event happens when it is told, or
 * before that by as much as it comes late: for the service it is half a minute in which a lot goes on.
 */
export function createReplay(request: ReplayRequest): SiteHostOptions['replay'] {
  let days = 0;
  let run: Run | undefined;
  const isGoing = () => run?.progress.phase === 'running' || run?.progress.phase === 'settling';
  return {
    start() {
      if (isGoing()) return;
      days += 1;
      const events = visitsOfDay(days, DAY);
      const begun: Run = {
        ...{ startedAt: new Date(), leadIds: [], stopping: new AbortController() },
        signals: [...new Set(events.map(({ signal }) => signal))],
        progress: { phase: 'running', clock: '00:00', sent: 0, total: events.length },
      };
      run = begun;
      replay(request, begun, events).catch(error => {
        begun.progress.phase = 'failed';
        begun.progress.problem = (error as Error).message;
      });
    },
    stop: () => run?.stopping.abort(),
    progress: async () => {
      if (run === undefined) return undefined;
      const progress = { ...run.progress };
      const { stored, ...effects } = await countEffects(request.service, run);
      // What was stored since it was counted as sent is not sent yet here.
      return { ...progress, ...effects, repeats: Math.max(0, progress.sent - stored) };
    },
  };
}

async function replay(request: ReplayRequest, run: Run, events: readonly DayEvent[]): Promise<void> {
  const { progress, stopping } = run;
  const leads = [...(await request.leads(DAY.leads))];
  run.leadIds = leads.map(([leadId]) => leadId);
  const isStopped = () => stopping.signal.aborted;
  for (let until = MINUTES_PER_STEP; until <= MINUTES_PER_DAY && !isStopped(); until += MINUTES_PER_STEP) {
    const due = events.filter(({ minute }) => minute < until && minute >= until - MINUTES_PER_STEP);
    await sendEvents(request, run, {
      due,
      digestOf: lead => leads[lead % leads.length]![1],
    });
    progress.clock = clockOf(until);
    await pause(STEP_MS, undefined, { ref: false });
  }
  progress.phase = 'settling';
  await settle(request.service);
  progress.phase = isStopped() ? 'stopped' : 'done';
}

async function sendEvents(
  { service, secretKey }: ReplayRequest,
  { startedAt, progress }: Run,
  { due, digestOf }: { due: readonly DayEvent[]; digestOf: (lead: number) => string },
): Promise<void> {
  if (due.length === 0) return;
  const events = due.map(({ id, lead, signal, path, lateMinutes }) => ({
    ...{ id: `replay-${startedAt.getTime()}-${id}`, signal, at: Date.now() - lateMinutes * MS_PER_MINUTE },
    ...{ emailSha256: digestOf(lead), ...(path !== undefined && { properties: { path } }) },
  }));
  const response = await fetch(`${service.url}/v1/collect`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  });
  if (response.status !== 202) throw new Error(`the service answered an event with ${response.status}`);
  progress.sent += due.length;
}

/** Waits until no lead has to be scored and no record to be written. */
async function settle({ context }: Service): Promise<void> {
  const until = Date.now() + SETTLE_FOR_MS;
  while (Date.now() < until) {
    const [left] = await context.database.withTenant(DEMO_TENANT_ID, tenant =>
      tenant.query<{ isLeft: boolean }>(
        `select exists (select from dirty_leads where tenant_id = $1)
           or exists (select from outbox where tenant_id = $1 and dead_at is null) as "isLeft"`,
        [DEMO_TENANT_ID],
      ),
    );
    if (!left?.isLeft) return;
    await pause(SETTLE_EVERY_MS, undefined, { ref: false });
  }
}

/** What has become of the day's leads since it began. */
async function countEffects(
  { context }: Service,
  { startedAt, leadIds, signals }: Run,
): Promise<Pick<ReplayProgress, 'moved' | 'risen' | 'fallen' | 'written'> & { stored: number }> {
  const parameters = [DEMO_TENANT_ID, startedAt, leadIds];
  return context.database.withTenant(DEMO_TENANT_ID, async tenant => {
    const [counts] = await tenant.query<{ stored: number; moved: number; risen: number; fallen: number }>(
      `select (select count(*)::int from events where tenant_id = $1 and received_at >= $2 and lead_id = any($3::uuid[])
           and signal = any($4)) as stored,
         (select count(*)::int from published where tenant_id = $1 and published_at >= $2 and lead_id = any($3::uuid[])) as moved,
         count(*) filter (where direction = 'up')::int as risen, count(*) filter (where direction = 'down')::int as fallen
       from crossings where tenant_id = $1 and crossed_at >= $2 and lead_id = any($3::uuid[])`,
      [...parameters, signals],
    );
    const written = await tenant.query<{ crm: keyof typeof CRM_NAMES; records: number }>(
      `select c.crm, count(r.object_id)::int as records from connections c
       left join crm_records r on r.tenant_id = $1 and r.connection_id = c.connection_id and r.written_at >= $2
         and r.lead_id = any($3::uuid[])
       where c.tenant_id = $1 group by c.crm order by c.crm desc`,
      parameters,
    );
    return {
      ...counts!,
      written: Object.fromEntries(written.map(({ crm, records }) => [CRM_NAMES[crm], records])),
    };
  });
}

/** `14:30` of 870 minutes. */
function clockOf(minutes: number): string {
  const text = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${text(minutes / 60)}:${text(minutes % 60)}`;
}
