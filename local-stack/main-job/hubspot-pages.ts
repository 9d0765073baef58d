import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '@aix/backend';
import {
  createPortalSession,
  type HubspotHost,
  type PortalUser,
  startHubspotHost,
} from '../hosts/hubspot/index.ts';

/** The portal's settings, as far as they are read here. */
interface PortalFile {
  portalId: number;
  name: string;
  users: (Partial<PortalUser> & Pick<PortalUser, 'userId' | 'email'> & { superAdmin: boolean })[];
  apps: { appId: number }[];
}

/** What the pages need of the stack. */
export interface HubspotPagesRequest {
  portalDirectory: string;
  portalUrl: string;
  port: number;
  service: Service;
}

/** Serves the portal's pages to its rep and its admin, with the app's extensions in them. */
export async function startHubspotPages({
  portalDirectory,
  portalUrl,
  port,
  service,
}: HubspotPagesRequest): Promise<HubspotHost> {
  const portal = JSON.parse(readFileSync(join(portalDirectory, 'portal.json'), 'utf8')) as PortalFile;
  const sessionOf = (isAdmin: boolean) => {
    const user = portal.users.findLast(({ superAdmin }) => superAdmin === isAdmin)!;
    return createPortalSession(portalUrl, { firstName: '', lastName: '', ...user });
  };
  return startHubspotHost({
    ...{ port, portalId: portal.portalId, portalName: portal.name, appId: portal.apps[0]!.appId },
    viewers: { rep: sessionOf(false), admin: sessionOf(true) },
    serviceUrl: service.url,
  });
}
