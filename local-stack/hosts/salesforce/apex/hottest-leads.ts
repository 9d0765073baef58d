import type { ApexMethod } from './apex-context.ts';
import { ApexProblem } from './apex-problem.ts';

const MOST = 50;
const FIELDS = [
  'Id',
  'Name',
  'Company',
  'AIX_Score__c',
  'AIX_Band__c',
  'AIX_Trend_7d__c',
  'AIX_Scored_At__c',
  'AIX_Override_Band__c',
  'AIX_Override_Until__c',
];

/** What the Apex class HottestLeadsController does: the user's own open leads, best first, from the fields on the records. */
export const getMyHottestLeads: ApexMethod = async ({ session, permissions }, { count }) => {
  if (!permissions.includes('AIX_See_Scores')) throw new ApexProblem('NO_PERMISSION');
  const most =
    typeof count === 'number' && Number.isInteger(count) ? Math.max(1, Math.min(count, MOST)) : MOST;
  const connection = await session.connect();
  const leads = await connection
    .sobject('Lead')
    .find({ OwnerId: session.user.id, IsConverted: false, AIX_Score__c: { $ne: null } }, FIELDS)
    .sort({ AIX_Score__c: -1, CreatedDate: -1 })
    .limit(most);
  return leads.map(lead => hottestLead(lead as Record<string, unknown>));
};

/** As the Apex class HottestLead; a person's band holds while it lasts, that day included. */
function hottestLead(lead: Record<string, unknown>): object {
  const today = new Date().toISOString().slice(0, 10);
  const isOverridden = lead.AIX_Override_Band__c != null && String(lead.AIX_Override_Until__c) >= today;
  return {
    recordId: lead.Id,
    name: lead.Name,
    company: lead.Company,
    band: isOverridden ? lead.AIX_Override_Band__c : lead.AIX_Band__c,
    scorePoints: lead.AIX_Score__c,
    trendPoints: lead.AIX_Trend_7d__c,
    scoredAt: lead.AIX_Scored_At__c,
  };
}
