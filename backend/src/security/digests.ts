import { hash } from 'node:crypto';

/**
 * SHA-256 of an address in lower case without space around it, 64 hexadecimal digits, which web pages may send in the
 * address's place.
 */
export function emailDigest(email: string): string {
  return sha256(email.trim().toLowerCase());
}

/** By what a person with this e-mail digest is recognised: a UUID, so that no table needs the address for that. */
export function emailSubject(digest: string): string {
  return digestUuid(`email ${digest}`);
}

/** By what a browser is recognised: a UUID. */
export function visitorSubject(visitorId: string): string {
  return digestUuid(`visitor ${visitorId}`);
}

/** By what a CRM's record is recognised: a UUID. */
export function recordSubject(
  connectionId: string,
  { objectType, objectId }: { objectType: string; objectId: string },
): string {
  return digestUuid(`record ${connectionId} ${objectType} ${objectId}`);
}

/** The first 128 bits of a text's SHA-256 in the form of a UUID. */
export function digestUuid(text: string): string {
  const hex = sha256(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** The id that a tenant's connection to an org or portal gets, before it is connected and whenever it is connected again: a UUID. */
export function connectionIdOf(tenantId: string, crm: string, externalId: string): string {
  const uuid = digestUuid(`connection ${tenantId} ${crm} ${externalId}`);
  // Version 8, variant 10: what checks UUIDs takes it for one.
  return `${uuid.slice(0, 14)}8${uuid.slice(15, 19)}8${uuid.slice(20)}`;
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
