import { X509Certificate } from 'node:crypto';
import { blocks, type Gap, warns } from './finding.ts';

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const DAY_MS = 86_400_000;
/** From so many days before its end on, somebody should make a new one. */
const SOON_DAYS = 30;

/**
 * What is wrong with the certificate that stands in the org's settings. Where an old and a new one stand below each other, the one
 * that ends last counts.
 */
export function certificateGaps(pem: string | null, now: Date): Gap[] {
  if (pem === null) return [blocks('noCertificate')];
  const ends = (pem.match(BLOCK) ?? []).flatMap(endOf);
  if (ends.length === 0) return [blocks('unreadableCertificate')];
  const end = new Date(Math.max(...ends));
  const day = end.toISOString().slice(0, 10);
  if (end <= now) return [blocks('endedCertificate', [day])];
  const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS);
  return days < SOON_DAYS ? [warns('endingCertificate', [day, days])] : [];
}

function endOf(block: string): number[] {
  try {
    return [new X509Certificate(block).validToDate.getTime()];
  } catch {
    return [];
  }
}
