/** Runs SQL. `values` are always parameters ($1, $2, …), never part of the text. */
export interface Sql {
  query<Row extends object>(text: string, values?: readonly unknown[], howOften?: HowOften): Promise<Row[]>;
}

/**
 * `often` is for a statement that is run many times a second: each connection to PostgreSQL keeps its plan, since making one takes
 * several times as long as looking a few rows up. It names its columns, because a kept plan cannot give others after a migration.
 */
export type HowOften = 'often' | 'seldom';

/**
 * SQL bound to one tenant, inside one transaction. Row-level security makes other tenants' rows invisible to it, and
 * every statement names the tenant besides. All store functions take one.
 */
export interface TenantSql extends Sql {
  readonly tenantId: string;
  /**
   * Says that no statement follows and that nothing will be undone: the commit leaves together with the last statements instead of
   * after their answers. For transactions in which somebody waits.
   */
  finish(): void;
}

export interface Database extends Sql {
  readonly kind: 'pglite' | 'postgresql';
  /** Several statements separated by semicolons, in one transaction; for migrations. */
  script(text: string): Promise<void>;
  /** Runs `work` in one transaction as one tenant, under a role that cannot see past it; rolls back when it throws. */
  withTenant<T>(tenantId: string, work: (tenant: TenantSql) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in one transaction with the owner's rights, which row-level security does not bind; rolls back when it throws. Only
   * for what two tenants have part in: name the tenant in every statement.
   */
  asOwner<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * Holds a name that only one holder in all processes can have; undefined while another has it. The name is free again when
   * it is released or the process ends, however it ends; and when the database's session breaks, which the lock then says.
   */
  tryLock(name: string): Promise<NameLock | undefined>;
  close(): Promise<void>;
}

/** A name that this process holds. */
export interface NameLock {
  /** False once it was released, or lost with the database's session: then another process may have the name. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/**
 * First statement of every tenant's transaction: gives up the owner's rights and names the tenant. It also tells the planner what
 * PostgreSQL's defaults, made for turning disks, do not: looking a few hundred rows up by their key costs little more than reading on,
 * and compiling a statement that runs for milliseconds never pays. No table is read from end to end where an index leads to the tenant's rows:
 * one that was empty when a plan was made would be read so ever after.
 */
export const ENTER_TENANT = `select set_config('role', 'aix_app', true), set_config('aix.tenant_id', $1, true),
  set_config('random_page_cost', '1.1', true), set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true)`;
