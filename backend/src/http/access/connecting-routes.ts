import { AccessError, InputError } from '@aix/shared-scoring';
import { z } from 'zod';
import type { Sessions } from '../../security/sessions.ts';
import { beginConsent } from '../../use-cases/access/begin-consent.ts';
import { connectTenant } from '../../use-cases/connect-tenant.ts';
import type { Context } from '../../use-cases/context.ts';
import { defineRoute, type Route } from '../route.ts';

const namespace = z
  .string()
  .regex(/^(?:[A-Za-z](?:_?[A-Za-z0-9]){0,14})?$/, 'must be the namespace of the installed package')
  .default('');
/** A host name without scheme, path or port. */
const loginHost = z
  .string()
  .max(255)
  .regex(/^[a-z0-9.-]+(?::\d+)?$/, 'must be a host name such as acme.my.salesforce.com');

/**
 * How an org or portal gets connected: in the admin's browser, through the CRM's own consent page; or, for Salesforce without a
 * browser, as a user that the org's admin pre-authorised. A CRM's app must be registered with exactly the callback's address.
 */
export function createConnectingRoutes(context: Context, sessions: Sessions, publicUrl: string): Route[] {
  return [
    ...(['salesforce', 'hubspot'] as const).flatMap(crm =>
      consentRoutes(context, sessions, { crm, publicUrl }),
    ),
    defineRoute({
      method: 'post',
      path: '/v1/connections/salesforce',
      needs: 'admin',
      summary:
        'Connects a Salesforce org without a browser, as the integration user that its admin has pre-authorised. A new org must name the Connection Id in our app’s settings first; the refusal says which',
      body: z.object({ username: z.string().min(1).max(255), namespace }),
      answer: z.object({ connectionId: z.uuid(), externalId: z.string(), name: z.string() }),
      handle: async ({ tenantId, person, ownConnectionId, body: { username, namespace } }) => {
        refuseOrgs(ownConnectionId);
        const { connectionId, externalId, name } = await connectTenant(context, tenantId, {
          crm: 'salesforce',
          grant: { kind: 'jwt_bearer', username },
          settings: { namespace },
          person,
        });
        return { json: { connectionId, externalId, name } };
      },
    }),
  ];
}

function consentRoutes(
  context: Context,
  sessions: Sessions,
  { crm, publicUrl }: { crm: 'salesforce' | 'hubspot'; publicUrl: string },
): Route[] {
  const path = `/v1/connections/${crm}`;
  const redirectUri = `${publicUrl}${path}/callback`;
  return [
    defineRoute({
      method: 'get',
      path: `${path}/consent`,
      needs: 'admin',
      summary: `Sends the browser to ${crm}, where an admin of the org or portal consents`,
      query: z.object(crm === 'salesforce' ? { loginHost: loginHost.optional(), namespace } : {}),
      handle: async ({ tenantId, ownConnectionId, query }) => {
        refuseOrgs(ownConnectionId);
        const { loginHost, namespace = '' } = query as { loginHost?: string; namespace?: string };
        const beginning = { crm, redirectUri, loginHost, namespace };
        return { redirect: await beginConsent(context, sessions, tenantId, beginning) };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${path}/callback`,
      needs: 'admin',
      summary: `Where ${crm} sends the browser back to after the consent`,
      query: z.object({
        code: z.string().max(2_000).optional(),
        state: z.string().max(4_000),
        error: z.string().max(200).optional(),
      }),
      handle: async ({ tenantId, person, ownConnectionId, query: { code, state } }) => {
        refuseOrgs(ownConnectionId);
        const { codeVerifier, loginHost, namespace } = await sessions.verifyConsent(state, tenantId, crm);
        if (code === undefined)
          throw new InputError(
            'ERR_INPUT_INVALID',
            `The admin did not consent in ${crm}: nothing was connected`,
          );
        await connectTenant(context, tenantId, {
          crm,
          grant: { kind: 'authorization_code', code, redirectUri, codeVerifier, loginHost },
          settings: { namespace },
          person,
        });
        return { redirect: '/' };
      },
    }),
  ];
}

/** An org that is connected speaks for itself only; connecting another one is for a person with a session of ours. */
function refuseOrgs(ownConnectionId: string | undefined): void {
  if (ownConnectionId === undefined) return;
  throw new AccessError(
    'ERR_FORBIDDEN',
    'An org or portal is connected from a session of ours, not on behalf of another org',
  );
}
