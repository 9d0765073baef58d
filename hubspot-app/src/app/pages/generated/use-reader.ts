// Generated from hubspot-app/shared/use-reader.ts by npm run generate:hubspot. Do not edit.
import { useExtensionContext } from '@hubspot/ui-extensions';
import { useMemo } from 'react';
import { type Reader, readerOf } from './reader.ts';

/** Who reads this extension. */
export function useReader(): Reader {
  const { user, portal } = useExtensionContext<'crm.record.tab'>();
  return useMemo(() => readerOf({ user, portal }), [user, portal]);
}

/** Whether the words may send this person to where apps are installed. It decides nothing else: rights are the service's to judge. */
export function useIsAdmin(): boolean {
  const { user } = useExtensionContext<'crm.record.tab'>();
  return user.permissions?.includes('integrations-management-write') ?? false;
}
