import { arrayParameter } from './array-parameter.ts';
import type { Database, Sql, TenantSql } from './database.ts';
import { uuidArray } from './uuid-array.ts';

/** A lead whose score is older than what is known of it. */
export interface DirtyLead {
  leadId: string;
  /** When the earliest change that no score has seen arrived. */
  markedAt: Date;
  /** Tells this mark from a later one of the same lead. */
  revision: string;
  hot: boolean;
}

/** Which dirty leads are left for now, so that a burst of changes makes one score. */
export interface Rest {
  /** Those that wait since later than this. */
  since: Date;
  /** And those of which very many changes came, if they wait since later than this. */
  burstSince: Date;
}

/** So many while a lead rests are a burst: nobody does so much in a moment. */
const CHANGES_OF_A_BURST = 20;

/**
 * Says that these leads changed at `at`, one that stands among them several times so many times. However many marks a lead gets, it waits
 * once, since its earliest change. Leads whose score stands in the Hot band have a queue of their own.
 */
export async function markDirty(tenant: TenantSql, leadIds: readonly string[], at: Date): Promise<void> {
  if (leadIds.length === 0) return;
  // In one order, so that two transactions that mark the same leads never wait for each other.
  await tenant.query(
    `insert into dirty_leads as d (tenant_id, lead_id, marked_at, changed_at, changes, hot)
     select $1, marked.lead_id, $3, $3, changes, exists (select 1 from scores
       where tenant_id = $1 and lead_id = marked.lead_id and band = 'Hot' limit 1)
     from (select lead_id, count(*) as changes from unnest($2::uuid[]) as given(lead_id) group by lead_id order by lead_id) as marked
     on conflict (tenant_id, lead_id) do update set revision = nextval('dirty_revision'),
       marked_at = least(d.marked_at, excluded.marked_at), changed_at = greatest(d.changed_at, excluded.changed_at),
       changes = d.changes + excluded.changes, hot = excluded.hot`,
    [tenant.tenantId, uuidArray(leadIds), at],
    'often',
  );
}

/**
 * The leads to be scored next, at most `limit`: hot ones and others in turn, a hot one first, of both those first that wait longest. So hot
 * leads pass a long queue, and busy ones among them, which are due again and again, never keep the others waiting for ever. They stay
 * dirty until settled, and whoever marks one meanwhile waits for nobody; under `lockScores` no other transaction takes them.
 */
export async function takeDirtyLeads(tenant: TenantSql, limit: number, rest?: Rest): Promise<DirtyLead[]> {
  const [hot, others] = await inTurn(tenant, () =>
    Promise.all([
      longestWaiting(tenant, { hot: true, limit, rest }),
      longestWaiting(tenant, { hot: false, limit, rest }),
    ]),
  );
  const pairs = Math.max(hot.length, others.length);
  return Array.from({ length: pairs }, (_, at) => [...hot.slice(at, at + 1), ...others.slice(at, at + 1)])
    .flat()
    .slice(0, limit);
}

function longestWaiting(
  tenant: TenantSql,
  { hot, limit, rest }: { hot: boolean; limit: number; rest: Rest | undefined },
): Promise<DirtyLead[]> {
  return tenant.query<DirtyLead>(
    `select lead_id as "leadId", marked_at as "markedAt", revision::text, hot from dirty_leads
     where tenant_id = $1 and hot = $3 and marked_at > '-infinity'
       and ($4::timestamptz is null or marked_at <= $4 and (changes < $6 or marked_at <= $5))
     order by marked_at limit $2`,
    [tenant.tenantId, limit, hot, rest?.since ?? null, rest?.burstSince ?? null, CHANGES_OF_A_BURST],
    'often',
  );
}

/**
 * Has statements read what waits in the order of its index: a planner that believes nothing waits would as soon read all of it and sort.
 * Sent together, so nobody waits for it. A sort that is needed all the same looks so dear then that PostgreSQL would compile the statement.
 */
async function inTurn<Result>(sql: Sql, read: () => Promise<Result>): Promise<Result> {
  const sort = (state: 'on' | 'off') =>
    sql.query("select set_config('enable_sort', $1, true), set_config('jit', 'off', true)", [state], 'often');
  const [, result] = await Promise.all([sort('off'), read(), sort('on')]);
  return result;
}

/**
 * Says that these leads have been scored. One that was marked again since it was taken stays dirty, and waits since that mark; so does
 * one that is being marked just now: nobody waits for that.
 */
export async function settleDirtyLeads(tenant: TenantSql, taken: readonly DirtyLead[]): Promise<void> {
  if (taken.length === 0) return;
  await tenant.query(
    `select count(settle_mark($1, lead_id, revision)) from unnest($2::uuid[], $3::bigint[]) as taken(lead_id, revision)`,
    [
      tenant.tenantId,
      uuidArray(taken.map(({ leadId }) => leadId)),
      arrayParameter(taken.map(({ revision }) => revision)),
    ],
    'often',
  );
}

/**
 * The tenants that have dirty leads, in the order in which their next leads are due. Taking one batch of each in turn is
 * fair: no tenant waits for another's backlog.
 */
export async function tenantsWithDirtyLeads(database: Database): Promise<string[]> {
  const rows = await database.asOwner(sql =>
    inTurn(sql, () =>
      sql.query<{ tenant_id: string }>(
        `select t.tenant_id from tenants t cross join lateral (select d.hot, d.marked_at from dirty_leads d
           where d.tenant_id = t.tenant_id and d.marked_at > '-infinity' order by d.hot desc, d.marked_at limit 1) as next
         order by next.hot desc, next.marked_at`,
        [],
        'often',
      ),
    ),
  );
  return rows.map(row => row.tenant_id);
}
