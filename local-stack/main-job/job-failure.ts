import type { CrmName } from '@aix/backend';
import { redactEmails } from '@aix/shared-scoring';

/** How people call the CRMs. */
export const CRM_NAMES: Readonly<Record<CrmName, string>> = { salesforce: 'Salesforce', hubspot: 'HubSpot' };

/** A step that could not be done for one connection, or not to its end; the job went on without it. */
export interface JobFailure {
  crm: CrmName;
  /** What was being done: "reading". */
  doing: string;
  /** A sentence without a full stop. */
  reason: string;
}

/** One line of the summary. */
export function describeFailure({ crm, doing, reason }: JobFailure): string {
  return `${CRM_NAMES[crm]}: ${doing} failed: ${redactEmails(reason)}`;
}
