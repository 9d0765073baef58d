import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { importPKCS8, SignJWT } from 'jose';
import { z } from 'zod';
import { orgCertificate } from './org-certificate.ts';

export interface Callout {
  /** Whose directory holds the installed package's credentials and the org's certificate. */
  orgDirectory: string;
  /** Developer name of the External Credential, protocol JWT. */
  externalCredential: string;
  /** Who makes the callout; 18 characters. */
  userId: string;
  /** In place of the credential's own where an admin has pointed it somewhere else. */
  audience?: string;
  now?: Date;
}

/** How long the platform makes a token good for is not documented; two minutes is assumed. */
const LIFETIME_SECONDS = 120;

const credentialSchema = z.object({
  ExternalCredential: z.object({
    authenticationProtocol: z.literal('Jwt'),
    externalCredentialParameters: z.array(
      z.object({
        parameterName: z.string(),
        parameterType: z.string(),
        parameterValue: z.string().optional(),
      }),
    ),
  }),
});
const parser = new XMLParser({
  parseTagValue: false,
  isArray: name => name === 'externalCredentialParameters',
});

/**
 * The token that the platform puts into the Authorization header of a callout through a Named Credential: the claims of its
 * External Credential, merge fields filled in, signed RS256 by the org's certificate.
 * @throws Error when the org has no such credential, or one with a merge field that is not served
 */
export async function signCallout(callout: Callout): Promise<string> {
  const { orgDirectory, externalCredential, audience, now = new Date() } = callout;
  const { privateKey } = await orgCertificate(orgDirectory);
  const claims = readClaims(callout);
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT({ ...claims, ...(audience !== undefined && { aud: audience }) })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: externalCredential })
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + LIFETIME_SECONDS)
    .sign(await importPKCS8(privateKey, 'RS256'));
}

function readClaims({ orgDirectory, externalCredential, userId }: Callout): Record<string, string> {
  const settings = readFileSync(join(orgDirectory, 'org.json'), 'utf8');
  const { organizationId } = JSON.parse(settings) as { organizationId: string };
  const values = { organizationId, userId };
  const file = `${externalCredential}.externalCredential-meta.xml`;
  const path = join(orgDirectory, 'metadata', 'externalCredentials', file);
  if (!existsSync(path)) throw new Error(`The org has no external credential ${externalCredential}`);
  const { ExternalCredential } = credentialSchema.parse(parser.parse(readFileSync(path, 'utf8')));
  const claims = ExternalCredential.externalCredentialParameters.filter(
    ({ parameterType }) => parameterType === 'JwtBodyClaim',
  );
  return Object.fromEntries(
    claims.map(({ parameterName, parameterValue = '' }) => [parameterName, fillIn(parameterValue, values)]),
  );
}

function fillIn(
  text: string,
  { organizationId, userId }: { organizationId: string; userId: string },
): string {
  const fields: Record<string, string> = {
    '$Organization.Id': organizationId,
    '$User.Id': userId,
  };
  return text.replace(/\{!([^}]+)\}/g, (_whole, name: string) => {
    const value = fields[name.trim()];
    if (value === undefined) throw new Error(`The merge field ${name} is not served`);
    return value;
  });
}
