import type { Service } from '@aix/backend';
import { type SiteHost, type SiteVisitor, startSiteHost } from '../hosts/site/index.ts';
import { createCaller, DEMO_TENANT_ID } from './connect-demo-tenant.ts';
import { createReplay } from './replay-day.ts';
import {
  emailDigest,
  findKnownLeads,
  identityToken,
  type KnownLead,
  recordsOf,
  serviceStateOf,
} from './site-visitor.ts';

/** What the site needs of the stack. */
export interface SiteRequest {
  port: number;
  service: Service;
  salesforcePagesUrl: string;
  hubspotPagesUrl: string;
}

/** Serves the demo bank's site to one of its leads after the other, people whom both CRMs show. */
export async function startSitePages(request: SiteRequest): Promise<SiteHost> {
  const { port, service } = request;
  const { publicKey, secretKey } = await makeKeys(service, port);
  const visited: string[] = [];
  let lead: KnownLead | undefined;
  const changeVisitor = async () => {
    const [next] = await findKnownLeads(service, { except: visited, limit: 1 });
    // When all have had their turn it stays with the last.
    if (next === undefined) return;
    lead = next;
    visited.push(next.leadId);
  };
  await changeVisitor();
  const visitorOf = (known: KnownLead): SiteVisitor => ({
    name: known.name,
    records: recordsOf(known, request),
    identityToken: () => identityToken(known.email, secretKey),
  });
  return startSiteHost({
    ...{ port, serviceUrl: service.url, publicKey, changeVisitor },
    visitor: () => lead && visitorOf(lead),
    serviceState: async () => {
      if (lead === undefined) throw new Error('nobody visits');
      return serviceStateOf(service, lead.leadId);
    },
    replay: createReplay({
      ...{ service, secretKey },
      async leads(limit) {
        const others = await findKnownLeads(service, { except: lead ? [lead.leadId] : [], limit });
        return new Map(others.map(({ leadId, email }) => [leadId, emailDigest(email)]));
      },
    }),
  });
}

const KEY_NAME = 'the demo site';

/** The site's keys, made by the API as an admin makes them. Those of an earlier start end: nobody has them any more. */
async function makeKeys(service: Service, port: number): Promise<{ publicKey: string; secretKey: string }> {
  const call = createCaller(service.url, await service.sessionToken(DEMO_TENANT_ID));
  const known = (await (await call('GET', '/v1/write-keys')).json()) as {
    keyId: string;
    name: string;
    revokedAt: string | null;
  }[];
  for (const { keyId, name, revokedAt } of known)
    if (name === KEY_NAME && revokedAt === null) await call('POST', `/v1/write-keys/${keyId}/revoke`);
  const make = async (body: object) => {
    const made = await call('POST', '/v1/write-keys', { ...body, name: KEY_NAME });
    return ((await made.json()) as { key: string }).key;
  };
  const allowedOrigins = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  return {
    publicKey: await make({ kind: 'public', allowedOrigins }),
    secretKey: await make({ kind: 'secret' }),
  };
}
