import type { TenantSql } from './database.ts';

/** Why a score looks wrong to a person. */
export const FEEDBACK_REASONS = [
  'wrong_fit',
  'wrong_timing',
  'bad_data',
  'already_customer',
  'competitor_or_student',
  'other',
] as const;
/** One of `FEEDBACK_REASONS`. */
export type FeedbackReason = (typeof FEEDBACK_REASONS)[number];

/** What a person said of a published score. */
export interface Feedback {
  feedbackId: string;
  leadId: string;
  /** The score that it is about. */
  receiptId: string;
  isRight: boolean;
  /** Null when it looks right. */
  reason: FeedbackReason | null;
  note: string | null;
  givenBy: string;
  givenAt: Date;
  undoneAt: Date | null;
}

const COLUMNS = `feedback_id as "feedbackId", lead_id as "leadId", receipt_id as "receiptId", is_right as "isRight", reason,
  note, given_by as "givenBy", given_at as "givenAt", undone_at as "undoneAt"`;

/** Keeps what a person said. */
export async function saveFeedback(tenant: TenantSql, feedback: Omit<Feedback, 'undoneAt'>): Promise<void> {
  await tenant.query(
    `insert into feedback (tenant_id, feedback_id, lead_id, receipt_id, is_right, reason, note, given_by, given_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tenant.tenantId,
      feedback.feedbackId,
      feedback.leadId,
      feedback.receiptId,
      feedback.isRight,
      feedback.reason,
      feedback.note,
      feedback.givenBy,
      feedback.givenAt,
    ],
  );
}

/** What was said of a lead's scores, latest first, what was taken back included; at most `limit`. */
export async function feedbackOfLead(tenant: TenantSql, leadId: string, limit: number): Promise<Feedback[]> {
  return tenant.query<Feedback>(
    `select ${COLUMNS} from feedback where tenant_id = $1 and lead_id = $2 order by given_at desc, feedback_id limit $3`,
    [tenant.tenantId, leadId, limit],
  );
}

/** Takes back what a person said. Undefined when that person said nothing of the kind. */
export async function undoFeedback(
  tenant: TenantSql,
  feedbackId: string,
  { by, at }: { by: string; at: Date },
): Promise<Feedback | undefined> {
  const [row] = await tenant.query<Feedback>(
    `update feedback set undone_at = coalesce(undone_at, $4)
     where tenant_id = $1 and feedback_id = $2 and given_by = $3 returning ${COLUMNS}`,
    [tenant.tenantId, feedbackId, by, at],
  );
  return row;
}
