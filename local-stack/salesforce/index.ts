export { type OrgCertificate, orgCertificate, replaceOrgCertificate } from './auth/org-certificate.ts';
export { type Callout, signCallout } from './auth/sign-callout.ts';
export { editCustomMetadata } from './edit-custom-metadata.ts';
export { installPackage } from './install-package.ts';
export { recordIdOf } from './record-id.ts';
export {
  type SalesforceStandIn,
  type SalesforceStandInOptions,
  startSalesforceStandIn,
} from './start-stand-in.ts';
