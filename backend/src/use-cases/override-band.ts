import { randomUUID } from 'node:crypto';
import { type Band, InputError, NotFoundError } from '@aix/shared-scoring';
import { findLeads } from '../store/leads.ts';
import { activeOverrides, type Override, saveOverride, undoOverride } from '../store/overrides.ts';
import type { Context } from './context.ts';
import { rescoreLeads } from './rescore-leads.ts';

/** A band that a person wants to see beside the model's. */
export interface OverrideRequest {
  leadId: string;
  band: Band;
  reason: string;
  endsAt: Date;
  person: string;
}

/** Longer, and nobody remembers why. */
const LONGEST_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * Sets a band beside the model's until a time. The model's score goes on as before; records and card show both. A later override of
 * the same lead takes its place.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND
 * @throws InputError ERR_INPUT_INVALID when it does not end within 90 days from now
 */
export async function overrideBand(
  context: Context,
  tenantId: string,
  { person, ...request }: OverrideRequest,
): Promise<Override> {
  const setAt = context.now();
  const lastsMs = request.endsAt.getTime() - setAt.getTime();
  if (lastsMs <= 0)
    throw new InputError(
      'ERR_INPUT_INVALID',
      `The end of an override must lie in the future, got ${request.endsAt.toISOString()}`,
    );
  if (lastsMs > LONGEST_DAYS * DAY_MS)
    throw new InputError(
      'ERR_INPUT_INVALID',
      `An override ends within ${LONGEST_DAYS} days from now, got ${request.endsAt.toISOString()}: give a nearer day`,
    );
  const override = { overrideId: randomUUID(), ...request, setBy: person, setAt };
  await context.database.withTenant(tenantId, async sql => {
    const [lead] = await findLeads(sql, [request.leadId]);
    if (lead === undefined)
      throw new NotFoundError('ERR_LEAD_NOT_FOUND', `There is no lead ${request.leadId}`);
    await saveOverride(sql, override);
  });
  await publishOverride(context, tenantId, request.leadId);
  return { ...override, undoneAt: null, undoneBy: null };
}

/**
 * Ends an override before its time.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND when there is none that could be ended
 */
export async function endOverride(
  context: Context,
  tenantId: string,
  { overrideId, person }: { overrideId: string; person: string },
): Promise<Override> {
  const undone = await context.database.withTenant(tenantId, sql =>
    undoOverride(sql, overrideId, { by: person, at: context.now() }),
  );
  if (undone === undefined)
    throw new NotFoundError('ERR_LEAD_NOT_FOUND', `There is no override ${overrideId} that still holds`);
  await publishOverride(context, tenantId, undone.leadId);
  return undone;
}

/**
 * Ends the override that holds for a lead.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND when none holds
 */
export async function endOverrideOf(
  context: Context,
  tenantId: string,
  { leadId, person }: { leadId: string; person: string },
): Promise<Override> {
  const held = await context.database.withTenant(tenantId, sql =>
    activeOverrides(sql, [leadId], context.now()),
  );
  const overrideId = held.get(leadId)?.overrideId;
  if (overrideId === undefined)
    throw new NotFoundError('ERR_LEAD_NOT_FOUND', `No override holds for the lead ${leadId}`);
  return endOverride(context, tenantId, { overrideId, person });
}

async function publishOverride(context: Context, tenantId: string, leadId: string): Promise<void> {
  const { published } = await rescoreLeads(context, tenantId, [leadId], { trigger: 'override' });
  if (published > 0) context.announce('due_writes');
}
