export { installPackage } from './install-package.ts';
export { recordIdOf } from './record-id.ts';
export {
  type SalesforceStandIn,
  type SalesforceStandInOptions,
  startSalesforceStandIn,
} from './start-stand-in.ts';
