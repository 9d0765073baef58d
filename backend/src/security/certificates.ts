import { X509Certificate } from 'node:crypto';
import { InputError } from '@aix/shared-scoring';

/** A certificate with which an org signs its calls. */
export interface Certificate {
  /** SHA-256 of the certificate, 64 hexadecimal digits in lower case. */
  fingerprint: string;
  /** PEM, as the certificate itself says it. */
  pem: string;
  validFrom: Date;
  validUntil: Date;
}

const LEAST_RSA_BITS = 2048;
const LONGEST_TEXT = 20_000;

const MOST_CERTIFICATES = 3;
const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads what an admin pasted: the org's certificate, or the old and the new one below each other while one takes the other's place.
 * Those that have ended are left out where another one is good.
 * @throws InputError ERR_INPUT_INVALID saying what is wrong: not a certificate, too many, a private key, a key that is no RSA key
 *   or too short, a time that is over or has not begun
 */
export function readCertificates(text: string, now: Date): Certificate[] {
  if (/PRIVATE KEY/.test(text))
    throw refuse(
      'This is a private key, which must not leave where it was made: replace it, and paste the certificate',
    );
  const blocks = text.length <= LONGEST_TEXT ? (text.match(BLOCK) ?? []) : [];
  const isAllRead = text.replace(BLOCK, '').trim() === '';
  if (blocks.length === 0 || !isAllRead) throw refuse(NO_CERTIFICATE);
  if (blocks.length > MOST_CERTIFICATES)
    throw refuse('There are more than three certificates here: paste only those that the org signs with');
  const parsed = blocks.map(parse);
  const current = parsed.filter(({ validToDate }) => validToDate > now);
  return (current.length > 0 ? current : parsed).map(certificate => check(certificate, now));
}

function check(certificate: X509Certificate, now: Date): Certificate {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType !== 'rsa')
    throw refuse(
      `The certificate holds a key of the kind ${asymmetricKeyType ?? 'unknown'}: calls are signed with RS256, which needs an RSA key`,
    );
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < LEAST_RSA_BITS)
    throw refuse(`The certificate’s RSA key has ${bits} bits: make one with at least ${LEAST_RSA_BITS}`);
  const { validFromDate: validFrom, validToDate: validUntil } = certificate;
  if (validUntil <= now)
    throw refuse(`The certificate ended on ${dayOf(validUntil)}: make a new one in Salesforce’s Setup`);
  if (validFrom > now) throw refuse(`The certificate is valid only from ${dayOf(validFrom)} on`);
  const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  return { fingerprint, pem: certificate.toString(), validFrom, validUntil };
}

function parse(block: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch (cause) {
    throw refuse(NO_CERTIFICATE, cause);
  }
}

const NO_CERTIFICATE =
  'This is no certificate: paste the whole file that Setup exports, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----';

function refuse(message: string, cause?: unknown): InputError {
  return new InputError('ERR_INPUT_INVALID', message, cause === undefined ? {} : { cause });
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
