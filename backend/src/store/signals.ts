import { DEFAULT_SIGNALS, type LearnedSignal, type Signal } from '@aix/shared-scoring';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** The signals that count for a tenant. */
export interface SignalSet {
  /** 0 is the library's defaults. */
  version: number;
  signals: readonly Signal[];
  /** Whether the tenant's own outcomes told them; otherwise they are an assumption. */
  learned: boolean;
}

/** Signals as learned, with what they were learned from. */
export interface LearnedSet {
  signals: readonly LearnedSignal[];
  learnedAt: Date;
  leads: number;
  conversions: number;
}

const ASSUMED: SignalSet = { version: 0, signals: DEFAULT_SIGNALS, learned: false };

/** Sets as last used: a version never changes, and every event needs one. */
const recent = new Map<string, SignalSet>();
const MOST_REMEMBERED = 100;

/** The tenant's newest signals, or the library's defaults until something was learned. */
export async function currentSignals(tenant: TenantSql): Promise<SignalSet> {
  const [newest] = await tenant.query<{ version: number; learned_at: Date }>(
    'select version, learned_at from signal_sets where tenant_id = $1 order by version desc limit 1',
    [tenant.tenantId],
    'often',
  );
  if (newest === undefined) return ASSUMED;
  // The time is part of the name, because a database that began again counts its versions from 1.
  const name = `${tenant.tenantId} ${newest.version} ${newest.learned_at.getTime()}`;
  const known = recent.get(name);
  if (known !== undefined) return known;
  const signals = await signalsOfVersion(tenant, newest.version);
  const set = { version: newest.version, signals: signals!, learned: true };
  recent.set(name, set);
  if (recent.size > MOST_REMEMBERED) recent.delete(recent.keys().next().value!);
  return set;
}

/** What counted under a version; undefined when the tenant has no such version. */
export async function signalsOfVersion(
  tenant: TenantSql,
  version: number,
): Promise<readonly Signal[] | undefined> {
  if (version === ASSUMED.version) return ASSUMED.signals;
  const [row] = await tenant.query<{ signals: LearnedSignal[] }>(
    'select signals from signal_sets where tenant_id = $1 and version = $2',
    [tenant.tenantId, version],
  );
  return row?.signals;
}

/** When the tenant's signals were last learned; undefined before the first time. */
export async function lastLearnedAt(tenant: TenantSql): Promise<Date | undefined> {
  const [row] = await tenant.query<{ at: Date | null }>(
    'select max(learned_at) as at from signal_sets where tenant_id = $1',
    [tenant.tenantId],
  );
  return row?.at ?? undefined;
}

/** Stores what was learned as the next version, which counts from now on. @returns the version */
export async function saveSignals(
  tenant: TenantSql,
  { signals, learnedAt, leads, conversions }: LearnedSet,
): Promise<number> {
  const [row] = await tenant.query<{ version: number }>(
    `insert into signal_sets (tenant_id, version, learned_at, leads, conversions, signals)
     select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5::jsonb from signal_sets where tenant_id = $1
     returning version`,
    [tenant.tenantId, learnedAt, leads, conversions, jsonParameter(signals)],
  );
  return row!.version;
}
