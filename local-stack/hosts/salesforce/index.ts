export { componentScript } from './component-script.ts';
export { createUserSession, type HostClient, type HostUser, type UserSession } from './org/user-session.ts';
export {
  type SalesforceHost,
  type SalesforceHostOptions,
  startSalesforceHost,
} from './start-salesforce-host.ts';
export type { Viewer } from './viewer.ts';
