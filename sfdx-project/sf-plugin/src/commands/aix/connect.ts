import { setTimeout } from 'node:timers/promises';
import { Messages, type Org } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { AixCommand } from '../../aix-command.ts';
import { readSetting } from '../../org/read-setting.ts';
import type { ConnectionStatus, ListedConnection } from '../../service/answers.ts';
import { findConnection } from '../../service/find-connection.ts';
import type { ServiceClient } from '../../service/service-client.ts';
import { namespaceFlag, openService, serviceFlags } from '../../service/service-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('@aix/sf-plugin', 'aix.connect');

export type ConnectResult = {
  orgId: string;
  state: 'connected' | 'consent_needed';
  /** Null until an admin has consented. */
  connectionId: string | null;
  /** Where an admin consents in a browser; null when that is not, or no longer, needed. */
  consentUrl: string | null;
  /** What is left to do, in sentences. */
  next: string[];
};

const POLL_MS = 2_000;

/** `sf aix connect` */
export default class Connect extends AixCommand<ConnectResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');
  public static override readonly flags = {
    ...serviceFlags,
    namespace: namespaceFlag(),
    'integration-user': Flags.string({
      summary: messages.getMessage('flags.integration-user.summary'),
      description: messages.getMessage('flags.integration-user.description'),
      exclusive: ['async', 'wait'],
    }),
    async: Flags.boolean({ summary: messages.getMessage('flags.async.summary'), exclusive: ['wait'] }),
    wait: Flags.duration({
      char: 'w',
      unit: 'minutes',
      min: 1,
      defaultValue: 10,
      summary: messages.getMessage('flags.wait.summary'),
    }),
  };

  public async run(): Promise<ConnectResult> {
    const { flags } = await this.parse(Connect);
    const { 'target-org': org, 'integration-user': username, namespace } = flags;
    const service = openService(flags);
    if ((await workingConnection(service, org)) === undefined) {
      if (username !== undefined) await this.connectAs(service, { username, namespace });
      else {
        const consentUrl = consentUrlOf(service, org, namespace);
        this.log(messages.getMessage('consent', [consentUrl]));
        // With --json the address must come out, so nothing is waited for.
        if (flags.async || this.jsonEnabled())
          return {
            ...{ orgId: org.getOrgId(), state: 'consent_needed', connectionId: null, consentUrl },
            next: [messages.getMessage('next.consent', [consentUrl])],
          };
        await this.awaitConsent(service, org, flags.wait.milliseconds);
      }
    }
    return this.finish(service, org, namespace);
  }

  /** Without a browser, as a user whom the org's admin has pre-authorised. */
  private async connectAs(
    service: ServiceClient,
    body: { username: string; namespace: string },
  ): Promise<void> {
    await this.during(messages.getMessage('connecting', [body.username]), () =>
      service.post('/v1/connections/salesforce', { body }),
    );
  }

  private async awaitConsent(service: ServiceClient, org: Org, patienceMs: number): Promise<void> {
    const end = Date.now() + patienceMs;
    await this.during(messages.getMessage('waiting'), async () => {
      while ((await workingConnection(service, org)) === undefined) {
        if (Date.now() > end) throw messages.createError('noConsent');
        await setTimeout(POLL_MS);
      }
    });
  }

  private async finish(service: ServiceClient, org: Org, namespace: string): Promise<ConnectResult> {
    const connection = await workingConnection(service, org);
    if (connection === undefined) throw messages.createError('otherOrg', [org.getOrgId()]);
    const { connectionId, name } = connection;
    const setting = await readSetting(org.getConnection(), namespace);
    const isEntered = setting?.connectionId?.toLowerCase() === connectionId;
    const next = [
      ...(isEntered ? [] : [messages.getMessage('next.connectionId', [connectionId])]),
      messages.getMessage('next.doctor'),
    ];
    this.logSuccess(messages.getMessage('connected', [name, connectionId]));
    for (const sentence of next) this.log(messages.getMessage('next', [sentence]));
    return { orgId: org.getOrgId(), state: 'connected', connectionId, consentUrl: null, next };
  }
}

/** The org's connection, unless the org took its grant back. */
async function workingConnection(service: ServiceClient, org: Org): Promise<ListedConnection | undefined> {
  const connection = await findConnection(service, org.getOrgId());
  if (connection === undefined) return undefined;
  const path = `/v1/connections/${connection.connectionId}/status`;
  const { state } = await service.get<ConnectionStatus>(path);
  return state === 'working' ? connection : undefined;
}

/** The service begins the consent in the admin's own browser, whose session the callback asks for. */
function consentUrlOf(service: ServiceClient, org: Org, namespace: string): string {
  const url = new URL(`${service.url}/v1/connections/salesforce/consent`);
  url.searchParams.set('loginHost', new URL(org.getConnection().instanceUrl).host);
  if (namespace !== '') url.searchParams.set('namespace', namespace);
  return url.href;
}
