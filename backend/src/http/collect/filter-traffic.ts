import type { Request } from 'express';
import { isbot } from 'isbot';
import type { FilterReason } from '../../store/own-traffic.ts';
import type { WriteAccess } from '../../use-cases/engagement/write-keys.ts';

/**
 * Why a page's request is of nobody whose visits count: a program that says so, or says nothing; a browser that a program drives; or the
 * tenant's own network. Servers, with their secret keys, are programs.
 */
export function filterTraffic(request: Request, access: WriteAccess): FilterReason | undefined {
  if (access.kind === 'secret') return undefined;
  const userAgent = request.get('user-agent');
  if (!userAgent || isbot(userAgent)) return 'bot';
  if ((request.body as { webdriver?: unknown } | null)?.webdriver === true) return 'automation';
  return access.isOwnAddress(request.ip ?? '') ? 'own_network' : undefined;
}

/** Whether an address's domain, or that of a subdomain, is one of the tenant's own. */
export function isOwnDomain(domain: string | undefined, { ownDomains }: WriteAccess): boolean {
  return domain !== undefined && ownDomains.some(own => domain === own || domain.endsWith(`.${own}`));
}
