import { checkPackage } from '../../local-stack/checks/offline/check-package.ts';

/** `npm run check:salesforce`: all that can be checked of the Salesforce package without an org. */
await checkPackage({
  title: 'Salesforce package',
  folder: import.meta.dirname,
  size: '650 MB',
  open: async () => (await import('./salesforce-checks.ts')).salesforceChecks(),
});
