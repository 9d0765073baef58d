import { readAppSetting } from '../org/app-setting.ts';
import type { ApexContext, ApexMethod } from './apex-context.ts';
import { ApexProblem } from './apex-problem.ts';
import { connectionIdOf } from './connection-id.ts';
import { callService } from './service-call.ts';

type Parameters = Record<string, unknown>;

/** Of a call about the org's own connection: the end of its address and, where it changes something, what it sends. */
interface SetupCall {
  what: string;
  content?: object;
  key?: unknown;
}

/** What the Apex classes SetupController and SetupClient do together, method by method. */
export function setupMethods(): [name: string, method: ApexMethod][] {
  const calls: Record<string, (parameters: Parameters) => SetupCall> = {
    getStatus: () => ({ what: 'status' }),
    getReadiness: () => ({ what: 'readiness' }),
    checkConnection: ({ idempotencyKey: key }) => ({ what: 'check', content: {}, key }),
    issueLinkCode: ({ idempotencyKey: key }) => ({ what: 'link-codes', content: {}, key }),
    redeemLinkCode: ({ code, isConfirmed, idempotencyKey: key }) => {
      const content = { code: requireCode(code), confirm: isConfirmed === true };
      return { what: 'link', content, key };
    },
    unlink: ({ isConfirmed, idempotencyKey: key }) => ({
      ...{ what: 'unlink', content: { confirm: isConfirmed === true }, key },
    }),
    issueChannelAddress: ({ idempotencyKey: key }) => ({ what: 'channel-page', content: {}, key }),
    disconnect: ({ idempotencyKey: key }) => ({ what: 'disconnect', content: {}, key }),
  };
  const methods: Record<string, ApexMethod> = {
    getSetting: async ({ session, organizationId }) => ({
      ...(await readAppSetting(session)),
      organizationId,
    }),
    saveSetting,
  };
  for (const [name, callOf] of Object.entries(calls))
    methods[name] = async (context, parameters) => {
      const { what, ...call } = callOf(parameters);
      const path = ['v1', 'connections', await connectionIdOf(context), what];
      return callService(context.setupCredential!, { path, ...call });
    };
  return Object.entries(methods).map(([name, method]) => [
    `SetupController.${name}`,
    async (context, parameters) => {
      requireAdmin(context);
      return method(context, parameters);
    },
  ]);
}

/** The permission set Admin gives both the custom permission and the principal of the credential. */
function requireAdmin({ permissions, setupCredential }: ApexContext): void {
  if (!permissions.includes('AIX_Set_Up_Scoring') || setupCredential === undefined)
    throw new ApexProblem('NO_PERMISSION');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LONGEST_CERTIFICATE = 32_768;
const LONGEST_CODE = 64;

/** As the Apex class SettingDeployment: one certificate or several, and not the private key beside it. */
const saveSetting: ApexMethod = async ({ saveSetting: save }, { connectionId, certificate }) => {
  if (typeof connectionId !== 'string' || !UUID.test(connectionId) || !isCertificate(certificate))
    throw new ApexProblem('INVALID');
  save({ connectionId, certificate });
  return 'saved';
};

function isCertificate(text: unknown): text is string {
  if (typeof text !== 'string' || text.length > LONGEST_CERTIFICATE || text.includes('PRIVATE KEY'))
    return false;
  const trimmed = text.trim();
  return trimmed.startsWith('-----BEGIN CERTIFICATE-----') && trimmed.endsWith('-----END CERTIFICATE-----');
}

function requireCode(code: unknown): string {
  const isOne = typeof code === 'string' && code.trim() !== '' && code.length <= LONGEST_CODE;
  if (!isOne) throw new ApexProblem('INVALID');
  return code.trim();
}
