import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { AixCommand } from '../../aix-command.ts';
import type { Disconnected } from '../../service/answers.ts';
import { requireConnection } from '../../service/find-connection.ts';
import { openService, serviceFlags } from '../../service/service-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('@aix/sf-plugin', 'aix.disconnect');

export type DisconnectResult = { orgId: string; connectionId: string } & Disconnected;

/** How long the question waits for its answer. */
const PATIENCE_MS = 60_000;

/** `sf aix disconnect` */
export default class Disconnect extends AixCommand<DisconnectResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');
  public static override readonly flags = {
    ...serviceFlags,
    'no-prompt': Flags.boolean({ summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<DisconnectResult> {
    const { flags } = await this.parse(Disconnect);
    const service = openService(flags);
    const orgId = flags['target-org'].getOrgId();
    if (this.jsonEnabled() && !flags['no-prompt']) throw messages.createError('cannotAsk');
    const { connectionId, name } = await requireConnection(service, orgId);
    if (!flags['no-prompt']) await this.requireYes(name, orgId);
    const done = await this.during(messages.getMessage('disconnecting', [name]), () =>
      service.post<Disconnected>(`/v1/connections/${connectionId}/disconnect`),
    );
    this.logSuccess(
      messages.getMessage('disconnected', [name, done.records, done.leads, done.waitingWrites]),
    );
    if (!done.tokensRevoked) this.warn(messages.getMessage('notRevoked'));
    return { orgId, connectionId, ...done };
  }

  private async requireYes(name: string, orgId: string): Promise<void> {
    const message = messages.getMessage('confirm', [name, orgId]);
    if (!(await this.confirm({ message, ms: PATIENCE_MS }))) throw messages.createError('notConfirmed');
  }
}
