import type { TenantSql } from '../../store/database.ts';
import { lockEngagement } from '../../store/engagement.ts';
import { forgetMerge, mergesByAddress, mergeTies, unmergeTies } from '../../store/lead-merges.ts';
import {
  type AstrayRecord,
  astrayRecords,
  giveAddress,
  isKnownByAddressOnly,
  partRecords,
  releaseAddresses,
  sharedAddresses,
} from '../../store/shared-addresses.ts';
import { visitorsOfEmails } from '../../store/visitors.ts';
import { followTies } from './follow-ties.ts';

/**
 * Brings about what these addresses say of who is who, as if all records had been known from the start. An address that two people
 * of one connection share ties nobody: who was joined by it is parted, and its events wait. An address that is one person's
 * ties the records that bear it, in whichever connection. Only under `lockIdentities`.
 */
export async function settleAddresses(
  tenant: TenantSql,
  subjects: readonly string[],
  now: Date,
): Promise<void> {
  if (subjects.length === 0) return;
  const shared = new Set(await sharedAddresses(tenant, subjects));
  const parted = shared.size === 0 ? [] : await part(tenant, [...shared], now);
  const own = subjects.filter(subject => !shared.has(subject));
  const astray = Map.groupBy(await astrayRecords(tenant, own), ({ subject }) => subject);
  const joined: string[] = [];
  for (const bearers of astray.values()) joined.push(...(await join(tenant, bearers, now)));
  const tied = [...astray.values()].flatMap(([first]) =>
    first!.ownerLeadId === null ? [first!.subject] : [],
  );
  const leadIds = [...new Set([...parted, ...joined])];
  if (leadIds.length === 0 && tied.length === 0) return;
  await lockEngagement(tenant, 'alone');
  const visitors = await visitorsOfEmails(tenant, tied);
  await followTies(tenant, { leadIds, subjects: [...tied, ...visitors] }, now);
}

/** Parts who was joined by these addresses. Returns the leads that changed. */
async function part(tenant: TenantSql, subjects: readonly string[], now: Date): Promise<string[]> {
  const merged = await mergesByAddress(tenant, subjects);
  for (const { leadId } of merged) {
    await unmergeTies(tenant, leadId, now);
    // Nobody has undone it: should the address become one person's, they are one again.
    await forgetMerge(tenant, leadId);
  }
  const moved = await partRecords(tenant, subjects);
  const released = await releaseAddresses(tenant, subjects);
  return [...merged.flatMap(({ leadId, standing }) => [leadId, standing]), ...moved, ...released];
}

/** Joins the leads that bear one address, which nobody else of their connections does. Returns the leads that changed. */
async function join(tenant: TenantSql, bearers: readonly AstrayRecord[], mergedAt: Date): Promise<string[]> {
  const [{ subject, leadId: first, ownerLeadId }] = bearers as [AstrayRecord];
  if (ownerLeadId === null) await giveAddress(tenant, bearers[0]!);
  const intoLeadId = ownerLeadId ?? first;
  const changed: string[] = [];
  for (const leadId of new Set(bearers.map(bearer => bearer.leadId))) {
    if (leadId === intoLeadId) continue;
    if (!(await isKnownByAddressOnly(tenant, { subject, leadId, intoLeadId }))) continue;
    const reason = 'They have the same e-mail address';
    await mergeTies(tenant, { leadId, intoLeadId, mergedAt, reason, bySubject: subject });
    changed.push(leadId, intoLeadId);
  }
  return changed;
}
