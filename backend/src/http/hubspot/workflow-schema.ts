import { z } from 'zod';
import { FEEDBACK_REASONS } from '../../store/feedback.ts';
import type { WorkflowDeed } from '../../use-cases/portals/run-workflow-action.ts';

const id = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,18}$/)]).transform(String);
/** HubSpot sends a field that nobody filled in as absent, as null or as ''. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess(value => (value === '' || value === null ? undefined : value), schema.optional());
const words = z
  .string()
  .trim()
  .max(2_000)
  .regex(/^[^\0]*$/, 'must not hold a NUL');
/** Epoch milliseconds, as a number or a text, or ISO 8601. */
const moment = z
  .union([z.int(), z.string().max(40)])
  .transform(value => new Date(typeof value === 'string' && !/^\d+$/.test(value) ? value : Number(value)))
  .refine(date => !Number.isNaN(date.getTime()), 'must be a time');

/** What HubSpot sends when a workflow comes to one of our actions, as far as it is used. */
export const workflowRequest = z.object({
  callbackId: z.string().min(1).max(200),
  origin: z.object({ portalId: id }),
  context: z.object({ workflowId: id.optional() }).optional(),
  object: z.object({ objectId: id, objectType: z.enum(['CONTACT', '0-1']) }),
  inputFields: z.record(z.string(), z.unknown()).default({}),
});

/** What HubSpot gets back; the other outputs are those that the action's manifest names. */
export const workflowAnswer = z.object({
  outputFields: z
    .object({ hs_execution_state: z.enum(['SUCCESS', 'FAIL_CONTINUE', 'BLOCK']) })
    .catchall(z.union([z.string(), z.number()])),
});

const outcomeInputs = z.object({ outcome: z.enum(['converted', 'lost']), occurred_at: optional(moment) });
const feedbackInputs = z.object({
  is_right: z.enum(['yes', 'no']),
  reason: optional(z.enum(FEEDBACK_REASONS)),
  note: optional(words),
});

/** The actions by the end of their address, and what their inputs ask for. */
export const WORKFLOW_DEEDS = {
  'score-record': z.object({}).transform((): WorkflowDeed => ({ kind: 'score' })),
  'record-outcome': outcomeInputs.transform(
    ({ outcome, occurred_at: happenedAt }): WorkflowDeed => ({ kind: 'outcome', outcome, happenedAt }),
  ),
  'record-feedback': feedbackInputs.transform(
    ({ is_right, reason, note }): WorkflowDeed => ({
      kind: 'feedback',
      isRight: is_right === 'yes',
      reason,
      note,
    }),
  ),
} as const;
