import { Link, useExtensionContext } from '@hubspot/ui-extensions';

/** A contact's name, which leads to the contact. */
export function ContactLink({ objectId, children }: { objectId: number | string; children: string }) {
  const { portal } = useExtensionContext<'pages'>();
  return (
    <Link href={`https://app.hubspot.com/contacts/${portal.id}/record/0-1/${objectId}`}>{children}</Link>
  );
}
