import type { TenantSql } from './database.ts';

/** How following one connection's changes stands. */
export interface ChangeFeed {
  connectionId: string;
  /** From where to follow on; null while nothing has come. */
  position: string | null;
  /** When the newest change told was made in the CRM, by the CRM's clock. */
  lastChangeAt: Date | null;
  /** When that change had reached its lead here. */
  lastSavedAt: Date | null;
  /** When anything last came, signs of life included. */
  heardAt: Date | null;
  told: number;
  own: number;
  catchUps: number;
  /** Why following stands still; null while it does not. */
  problem: string | null;
  problemAt: Date | null;
}

/** Every feed that has ever been followed. */
export async function listChangeFeeds(tenant: TenantSql): Promise<ChangeFeed[]> {
  return tenant.query<ChangeFeed>(
    `select connection_id as "connectionId", position, last_change_at as "lastChangeAt", last_saved_at as "lastSavedAt",
       heard_at as "heardAt", told::int, own::int, catch_ups::int as "catchUps", problem, problem_at as "problemAt"
     from change_feeds where tenant_id = $1`,
    [tenant.tenantId],
  );
}

/** What a page of told changes adds to its feed. */
export interface FeedProgress {
  connectionId: string;
  /** Absent while nothing has come. */
  position?: string | undefined;
  lastChangeAt?: Date | undefined;
  told: number;
  own: number;
  hasCaughtUp: boolean;
  at: Date;
}

/** Notes how far following has come. Save it with the leads of the page, in one transaction. */
export async function saveFeedProgress(tenant: TenantSql, progress: FeedProgress): Promise<void> {
  const { connectionId, position, lastChangeAt, told, own, hasCaughtUp, at } = progress;
  await tenant.query(
    `insert into change_feeds as f (tenant_id, connection_id, position, last_change_at, last_saved_at, heard_at, told, own,
       catch_ups)
     values ($1, $2, $3, $4::timestamptz, case when $4::timestamptz is not null then $5::timestamptz end, $5, $6, $7, $8)
     on conflict (tenant_id, connection_id) do update set position = excluded.position,
       last_change_at = coalesce(excluded.last_change_at, f.last_change_at),
       last_saved_at = coalesce(excluded.last_saved_at, f.last_saved_at), heard_at = excluded.heard_at,
       told = f.told + excluded.told, own = f.own + excluded.own, catch_ups = f.catch_ups + excluded.catch_ups,
       problem = null, problem_at = null`,
    [
      tenant.tenantId,
      ...[connectionId, position ?? null, lastChangeAt ?? null, at, told, own, hasCaughtUp ? 1 : 0],
    ],
  );
}

/** Notes why following stands still. */
export async function saveFeedProblem(
  tenant: TenantSql,
  { connectionId, problem, at }: { connectionId: string; problem: string; at: Date },
): Promise<void> {
  await tenant.query(
    `insert into change_feeds (tenant_id, connection_id, problem, problem_at) values ($1, $2, $3, $4)
     on conflict (tenant_id, connection_id) do update set problem = excluded.problem, problem_at = excluded.problem_at`,
    [tenant.tenantId, connectionId, problem, at],
  );
}

/** Says whether a connection's changes are followed. */
export async function setFollowing(
  tenant: TenantSql,
  connectionId: string,
  isFollowed: boolean,
): Promise<void> {
  await tenant.query(
    'update connections set follows_changes = $3 where tenant_id = $1 and connection_id = $2',
    [tenant.tenantId, connectionId, isFollowed],
  );
}
