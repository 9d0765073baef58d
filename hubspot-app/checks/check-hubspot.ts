import { checkPackage } from '../../local-stack/checks/offline/check-package.ts';

/** `npm run check:hubspot`: all that can be checked of the HubSpot app without a portal. */
await checkPackage({
  title: 'HubSpot app',
  folder: import.meta.dirname,
  size: '250 MB',
  open: async () => (await import('./hubspot-checks.ts')).hubspotChecks(),
});
