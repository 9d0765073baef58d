import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { SetupError } from '@aix/shared-scoring';

/**
 * How our app is known to the two stand-ins, and where all of them listen: made once for each data directory, since a
 * stored connection remembers addresses. No secret has a default; each is drawn here and stays on this machine.
 */
export interface Registrations {
  ports: {
    service: number;
    salesforce: number;
    hubspot: number;
    salesforcePages: number;
    hubspotPages: number;
    site: number;
  };
  /** The certificate is the public half of the key, in PEM. */
  salesforce: { clientId: string; privateKey: string; certificate: string };
  hubspot: { appId: number; clientId: string; clientSecret: string };
}

const RSA_BITS = 2048;

/**
 * The registrations of this data directory, new ones when it has none. The stand-ins and the pages take the ports
 * after the service's; with port 0 all are free ones.
 */
export async function loadRegistrations(directory: string, servicePort: number): Promise<Registrations> {
  const path = join(directory, 'registrations.json');
  if (existsSync(path)) {
    const known = JSON.parse(readFileSync(path, 'utf8')) as Registrations;
    // An earlier version knew no pages.
    const salesforcePages = known.ports.salesforcePages ?? known.ports.hubspot + 1;
    const hubspotPages = known.ports.hubspotPages ?? salesforcePages + 1;
    const site = known.ports.site ?? hubspotPages + 1;
    const ports = { ...known.ports, salesforcePages, hubspotPages, site };
    return { ...known, ports: servicePort === 0 ? ports : { ...ports, service: servicePort } };
  }
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: RSA_BITS,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const [service, salesforce, hubspot, salesforcePages, hubspotPages, site] =
    servicePort === 0 ? await freePorts(6) : [0, 1, 2, 3, 4, 5].map(offset => servicePort + offset);
  const registrations: Registrations = {
    ports: {
      ...{ service: service!, salesforce: salesforce! },
      ...{ hubspot: hubspot!, salesforcePages: salesforcePages!, hubspotPages: hubspotPages!, site: site! },
    },
    salesforce: {
      clientId: `3MVG9.${randomBytes(24).toString('base64url')}`,
      privateKey,
      certificate: publicKey,
    },
    hubspot: {
      appId: 1_000_000 + randomBytes(2).readUInt16BE(),
      clientId: randomUUID(),
      clientSecret: randomUUID(),
    },
  };
  writeWhole(path, registrations);
  return registrations;
}

/** Tells the portal where our service lives now, as a developer does who edits the app's redirect address. */
export function registerRedirect(portalDirectory: string, redirectUrl: string): void {
  const path = join(portalDirectory, 'portal.json');
  const portal = JSON.parse(readFileSync(path, 'utf8')) as { apps: { redirectUrls: string[] }[] };
  for (const app of portal.apps) app.redirectUrls = [redirectUrl];
  writeWhole(path, portal);
}

/** Tells the org the same. */
export function registerCallback(orgDirectory: string, callbackUrl: string): void {
  const path = join(orgDirectory, 'org.json');
  const org = JSON.parse(readFileSync(path, 'utf8')) as { externalClientApps: { callbackUrls: string[] }[] };
  for (const app of org.externalClientApps) app.callbackUrls = [callbackUrl];
  writeWhole(path, org);
}

/** A process that is killed in between leaves the file as it was, never half of it. Only its owner may read it. */
export function writeWhole(path: string, content: object): void {
  writeFileSync(`${path}.partial`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.partial`, path);
}

/**
 * Finds out before anything is touched whether the service could listen there; port 0 always works.
 * @throws SetupError ERR_PORT_IN_USE
 */
export async function requireFreePort(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    const message = `Port ${port} is in use: stop what uses it, or set AIX_PORT to another port`;
    throw new SetupError('ERR_PORT_IN_USE', message, { cause });
  }
  await once(server.close(), 'close');
}

/** Ports that nothing listens on now. All are held until all are found, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map(server => once(server, 'listening')));
  const ports = servers.map(server => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(server => once(server.close(), 'close')));
  return ports;
}
