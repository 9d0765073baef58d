import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import selfsigned from 'selfsigned';

/** A certificate of "Certificate and Key Management", with its private key, which never leaves the org. PEM, PKCS #8. */
export interface OrgCertificate {
  certificate: string;
  privateKey: string;
}

const DAY_MS = 86_400_000;

/** The certificate with which an org signs its callouts; made when it has none yet: self-signed, RSA, 2048 bits, a year. */
export async function orgCertificate(orgDirectory: string): Promise<OrgCertificate> {
  const path = join(orgDirectory, 'signing-certificate.json');
  return existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as OrgCertificate)
    : replaceOrgCertificate(orgDirectory);
}

/** Makes another certificate in place of the one that an org signs with, as an admin does before that ends. */
export async function replaceOrgCertificate(orgDirectory: string): Promise<OrgCertificate> {
  const path = join(orgDirectory, 'signing-certificate.json');
  const notBeforeDate = new Date(Date.now() - DAY_MS);
  const notAfterDate = new Date(Date.now() + 365 * DAY_MS);
  const pair = await selfsigned.generate([{ name: 'commonName', value: 'Signing' }], {
    ...{ keySize: 2048, algorithm: 'sha256', notBeforeDate, notAfterDate },
  });
  const made = { certificate: pair.cert, privateKey: pair.private };
  writeFileSync(`${path}.partial`, JSON.stringify(made), { mode: 0o600 });
  renameSync(`${path}.partial`, path);
  return made;
}
