import { createHash, randomBytes } from 'node:crypto';
import { InputError } from '@aix/shared-scoring';
import type { CrmName } from '../../connectors/crm-connector.ts';
import type { Consent, Sessions } from '../../security/sessions.ts';
import type { Context } from '../context.ts';
import { adapterOf } from '../open-connector.ts';

/** What a consent needs before the admin leaves for the CRM. */
export interface ConsentBeginning {
  crm: CrmName;
  /** Where the CRM sends the admin's browser back to. */
  redirectUri: string;
  loginHost?: string | undefined;
  namespace: string;
}

const VERIFIER_BYTES = 32;

/**
 * The address at which an admin consents in the CRM. What must be known afterwards travels in the state, encrypted; the CRM sees
 * only the digest of the verifier (PKCE, S256).
 * @throws InputError ERR_INPUT_INVALID for a login host that is not the CRM's
 */
export async function beginConsent(
  context: Context,
  sessions: Sessions,
  tenantId: string,
  { crm, redirectUri, loginHost, namespace }: ConsentBeginning,
): Promise<string> {
  const codeVerifier = randomBytes(VERIFIER_BYTES).toString('base64url');
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
  const consent: Consent = { crm, codeVerifier, loginHost, namespace };
  const state = await sessions.issueConsent(tenantId, consent);
  const address = adapterOf(context, crm).consentUrl?.({ state, redirectUri, codeChallenge, loginHost });
  if (address !== undefined) return address;
  throw new InputError('ERR_INPUT_INVALID', `${crm} is not connected through a browser`);
}
