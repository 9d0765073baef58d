import type { ApexMethod } from './apex-context.ts';
import { getMyHottestLeads } from './hottest-leads.ts';
import { scoreCardMethods } from './score-card.ts';
import { setupMethods } from './setup.ts';

/** The package's Apex methods by `Class.method`, for an org that cannot run Apex. */
export const APEX_METHODS: ReadonlyMap<string, ApexMethod> = new Map([
  ...scoreCardMethods(),
  ...setupMethods(),
  ['HottestLeadsController.getMyHottestLeads', getMyHottestLeads],
]);
