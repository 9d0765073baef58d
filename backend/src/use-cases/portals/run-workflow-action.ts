import { setTimeout as sleep } from 'node:timers/promises';
import { AixError, BusyError, ConnectorError } from '@aix/shared-scoring';
import { factsOfLeads, type RecordKey } from '../../store/crm-records.ts';
import { markDirty } from '../../store/dirty-leads.ts';
import type { FeedbackReason } from '../../store/feedback.ts';
import { lockIdentities } from '../../store/identities.ts';
import { findLeadOfRecord, saveLeads } from '../../store/leads.ts';
import { publishedOfLeads } from '../../store/published.ts';
import { saveToldOutcome } from '../../store/told-outcomes.ts';
import { saveWaitingAction } from '../../store/waiting-actions.ts';
import { answerOnce } from '../access/answer-once.ts';
import { findConnection } from '../access/find-connection.ts';
import { isRefused } from '../access/mind-refusals.ts';
import type { Context } from '../context.ts';
import { type CardRequest, getCard } from '../get-card.ts';
import { saveReadRecords } from '../import-leads.ts';
import { mergeRecords } from '../merge-records.ts';
import { openConnector } from '../open-connector.ts';
import { recordFeedback } from '../record-feedback.ts';
import { scoreNow } from '../score-now.ts';

/** What a workflow asks for. */
export type WorkflowDeed =
  | { kind: 'score' }
  | { kind: 'outcome'; outcome: 'converted' | 'lost'; happenedAt?: Date | undefined }
  | { kind: 'feedback'; isRight: boolean; reason?: FeedbackReason | undefined; note?: string | undefined };

export interface WorkflowAction {
  tenantId: string;
  connectionId: string;
  record: RecordKey;
  /** HubSpot's name of this one run of the action: repeated, it gets the same answer. */
  callbackId: string;
  /** As feedback names who gave it. */
  person: string;
  deed: WorkflowDeed;
}

/** HubSpot is asked to wait so long for an action, milliseconds; then the workflow goes on without it. */
export const ACTION_WAITS_MS = 24 * 3_600_000;

/** HubSpot's workflows give up a call after 30 seconds: what is not done after so long is to be waited for, milliseconds. */
const ANSWERS_WITHIN_MS = 10_000;

/** What the workflow goes on with; `done` tells HubSpot whether the action succeeded or the workflow goes on without it. */
export interface WorkflowAnswer {
  done: boolean;
  /** The workflow is to wait: how it ended is told later. */
  waits?: true;
  outputs: Readonly<Record<string, string | number>>;
}

/**
 * Does what a workflow asks of a record, once for each callback id. A record that was never read is read first. What cannot be
 * done is said in a sentence, and the workflow goes on. What cannot be done yet is done later where the portal lets us tell that.
 * @throws ConnectorError, BusyError when it may be done later, and the portal does not: HubSpot then asks again
 */
export async function runWorkflowAction(context: Context, action: WorkflowAction): Promise<WorkflowAnswer> {
  const { tenantId, connectionId, record, callbackId, deed } = action;
  const request = { key: answerKey(callbackId), asked: [connectionId, record, deed] };
  try {
    return (await answerOnce(context, tenantId, request, () => doOrWait(context, action))) as WorkflowAnswer;
  } catch (error) {
    if (!(error instanceof AixError && error.code === 'ERR_CONFLICT')) throw error;
    throw new BusyError('ERR_BUSY', 'The same action is being worked on: ask again in a moment', {
      retryAfterMs: 5_000,
    });
  }
}

/** Under which the answer to a callback id is kept. No key that a card may send holds a space: the two cannot meet. */
export function answerKey(callbackId: string): string {
  return `workflow ${callbackId}`;
}

async function doOrWait(context: Context, action: WorkflowAction): Promise<WorkflowAnswer> {
  const { tenantId, connectionId } = action;
  try {
    return await soon(doWorkflowDeed(context, action));
  } catch (error) {
    if (!(error instanceof ConnectorError) || !error.retry) throw error;
    const connection = await findConnection(context, tenantId, connectionId);
    if (isRefused(connection, 'workflows', context.now())) throw error;
    if (!(await openConnector(context, tenantId, connection).mayDelayActions?.())) throw error;
    await context.database.withTenant(tenantId, sql => saveWaitingAction(sql, action, context.now()));
    context.announce('told_changes');
    return { done: false, waits: true, outputs: {} };
  }
}

/** What takes longer goes on by itself, and what it came to is kept. @throws ConnectorError then */
async function soon<T>(work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ANSWERS_WITHIN_MS, undefined, { signal: timer.signal }).then(() => {
    throw new ConnectorError('ERR_CRM_UNAVAILABLE', 'HubSpot takes long to answer', { retryAfterMs: 5_000 });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

/** Does what a workflow asks, once for each callback id; a record that was never read is read first. @throws ConnectorError */
export async function doWorkflowDeed(context: Context, action: WorkflowAction): Promise<WorkflowAnswer> {
  const { tenantId, connectionId, record, callbackId, deed } = action;
  const request = { key: `deed ${callbackId}`, asked: [connectionId, record, deed] };
  return (await answerOnce(context, tenantId, request, () => attempt(context, action))) as WorkflowAnswer;
}

async function attempt(context: Context, action: WorkflowAction): Promise<WorkflowAnswer> {
  const leadId = (await leadIdOf(context, action)) ?? (await readFirst(context, action));
  if (leadId === undefined)
    return notDone(action.deed, 'The contact is not there any more, or may not be kept');
  if (action.deed.kind === 'score') return score(context, action);
  if (action.deed.kind === 'outcome') return tellOutcome(context, action, action.deed, leadId);
  return giveFeedback(context, action, action.deed, leadId);
}

async function leadIdOf(
  context: Context,
  { tenantId, connectionId, record }: WorkflowAction,
): Promise<string | undefined> {
  const found = await context.database.withTenant(tenantId, sql =>
    findLeadOfRecord(sql, connectionId, record.objectType, record.objectId),
  );
  return found?.leadId;
}

/** A workflow may know a contact before we do. */
async function readFirst(context: Context, action: WorkflowAction): Promise<string | undefined> {
  const { tenantId, connectionId, record } = action;
  const connection = await findConnection(context, tenantId, connectionId);
  const connector = openConnector(context, tenantId, connection);
  const request = { mappings: connection.mappings, ids: [record.objectId] };
  const read = await connector.readRecords?.(request);
  if (read === undefined || read.records.length === 0) return undefined;
  await context.database.withTenant(tenantId, sql => saveReadRecords(sql, connection, read, context.now()));
  return leadIdOf(context, action);
}

async function score(context: Context, action: WorkflowAction): Promise<WorkflowAnswer> {
  const { tenantId, connectionId, record } = action;
  const request: CardRequest = { connectionId, ...record };
  await scoreNow(context, tenantId, request);
  const card = await getCard(context, tenantId, request, { locale: 'en' });
  if (card.state === 'scored') {
    const { header, probability, why } = card;
    const reasons = [...why.up, ...why.down].map(({ text }) => text).join('; ');
    const outputs = { status: 'scored', score: header.scorePoints, band: header.band, reasons };
    return {
      done: true,
      outputs: { ...outputs, probability: probability.propensity, message: probability.text },
    };
  }
  const isAnswer = card.state === 'too_little' || card.state === 'not_eligible';
  if (!isAnswer) return notDone(action.deed, card.text);
  return { done: true, outputs: { status: card.state, message: card.text } };
}

/** A workflow's word on what became of a person counts as an outcome: models learn from it. */
async function tellOutcome(
  context: Context,
  { tenantId, connectionId, record }: WorkflowAction,
  { outcome, happenedAt }: Extract<WorkflowDeed, { kind: 'outcome' }>,
  leadId: string,
): Promise<WorkflowAnswer> {
  const now = context.now();
  if (happenedAt !== undefined && happenedAt > now)
    return notDone({ kind: 'outcome', outcome }, 'The outcome lies in the future');
  await context.database.withTenant(tenantId, async sql => {
    await lockIdentities(sql);
    const told = { outcome, happenedAt: happenedAt ?? now, toldAt: now };
    await saveToldOutcome(sql, { connectionId, ...record, ...told });
    const facts = await factsOfLeads(sql, [leadId]);
    const leads = [...facts].map(([id, ofLead]) => ({ leadId: id, ...mergeRecords(ofLead) }));
    await markDirty(sql, await saveLeads(sql, leads, now), now);
  });
  context.announce('dirty_leads');
  return { done: true, outputs: { result: 'done', message: `Kept: the lead ${sayOutcome(outcome)}` } };
}

async function giveFeedback(
  context: Context,
  { tenantId, person, deed }: WorkflowAction,
  { isRight, reason, note }: Extract<WorkflowDeed, { kind: 'feedback' }>,
  leadId: string,
): Promise<WorkflowAnswer> {
  const published = await context.database.withTenant(tenantId, sql => publishedOfLeads(sql, [leadId]));
  const receiptId = published.get(leadId)?.receiptId;
  if (receiptId === undefined)
    return notDone(deed, 'The contact has no score yet that could be right or wrong');
  // A workflow has no field for "none": a reason goes with a wrong score only, and stands for "other" where it is missing.
  const said = isRight ? {} : { reason: reason ?? 'other' };
  await recordFeedback(context, tenantId, {
    ...{ receiptId, leadId, person, isRight, ...said },
    ...(note !== undefined && { note }),
  });
  return {
    done: true,
    outputs: { result: 'done', message: 'Kept with the score that stands on the contact' },
  };
}

/** The answer for what cannot be done. */
export function notDone({ kind }: WorkflowDeed, message: string): WorkflowAnswer {
  return { done: false, outputs: { [kind === 'score' ? 'status' : 'result']: 'not_done', message } };
}

function sayOutcome(outcome: 'converted' | 'lost'): string {
  return outcome === 'converted' ? 'converted' : 'was lost';
}
