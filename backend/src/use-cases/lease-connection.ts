import { usageOfLastDay } from '../store/api-usage.ts';
import type { NameLock } from '../store/database.ts';
import type { Context } from './context.ts';

/** The right to write to one connection, or to read it, of one process at a time. It can be lost: ask before each use. */
export type ConnectionLease = NameLock;

/**
 * Takes a connection for this process; undefined while another process, or another task of this one, has it. Limits count within a
 * process, so whoever had the connection keeps it until its last calls are out of the platform's window.
 */
export async function leaseConnection(
  { database }: Context,
  connectionId: string,
): Promise<ConnectionLease | undefined> {
  return database.tryLock(`writes to connection ${connectionId}`);
}

/** Takes the reading of a connection for this process; undefined while another process has it. */
export async function leaseReading(
  { database }: Context,
  connectionId: string,
): Promise<ConnectionLease | undefined> {
  return database.tryLock(`readings of connection ${connectionId}`);
}

/** Longer than any CRM's window of requests. */
const WINDOW_MS = 11_000;

/**
 * How long to wait, milliseconds, until the calls that another process made before it let go, or was killed, are out of the
 * platform's window.
 */
export async function windowLeftMs(
  { database, now }: Context,
  tenantId: string,
  connectionId: string,
): Promise<number> {
  const usage = await database.withTenant(tenantId, sql => usageOfLastDay(sql, now()));
  const lastCallAt = usage.get(connectionId)?.lastCallAt;
  return lastCallAt ? Math.max(0, lastCallAt.getTime() + WINDOW_MS - now().getTime()) : 0;
}
