import { setTimeout } from 'node:timers/promises';
import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { AixCommand } from '../../aix-command.ts';
import type { Backfill, ConnectionStatus } from '../../service/answers.ts';
import { requireConnection } from '../../service/find-connection.ts';
import type { ServiceClient } from '../../service/service-client.ts';
import { openService, serviceFlags } from '../../service/service-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('@aix/sf-plugin', 'aix.backfill');

export type BackfillResult = { orgId: string; connectionId: string } & Backfill;

const POLL_MS = 2_000;

/** `sf aix backfill` */
export default class BackfillCommand extends AixCommand<BackfillResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');
  public static override readonly flags = {
    ...serviceFlags,
    async: Flags.boolean({ summary: messages.getMessage('flags.async.summary'), exclusive: ['wait'] }),
    wait: Flags.duration({
      char: 'w',
      unit: 'minutes',
      min: 1,
      defaultValue: 30,
      summary: messages.getMessage('flags.wait.summary'),
    }),
  };

  public async run(): Promise<BackfillResult> {
    const { flags } = await this.parse(BackfillCommand);
    const service = openService(flags);
    const orgId = flags['target-org'].getOrgId();
    const { connectionId } = await requireConnection(service, orgId);
    const path = `/v1/connections/${connectionId}`;
    const asked = await service.post<Backfill>(`${path}/backfill`);
    const backfill = flags.async ? asked : await this.follow(service, path, flags.wait.milliseconds);
    if (backfill.state === 'done') this.logSuccess(messages.getMessage('done', [backfill.read]));
    else this.log(messages.getMessage('goesOn'));
    return { orgId, connectionId, ...backfill };
  }

  /** Shows how far it is, until it is done or patience ends. */
  private async follow(service: ServiceClient, path: string, patienceMs: number): Promise<Backfill> {
    const end = Date.now() + patienceMs;
    this.spinner.start(messages.getMessage('reading'));
    for (;;) {
      const { backfill } = await service.get<ConnectionStatus>(`${path}/status`);
      if (backfill === null) throw messages.createError('lost');
      this.spinner.status = progressOf(backfill);
      if (backfill.state === 'done' || Date.now() > end) {
        this.spinner.stop(progressOf(backfill));
        return backfill;
      }
      await setTimeout(POLL_MS);
    }
  }
}

/** More may be read than was counted, when records change meanwhile. */
function progressOf({ state, read, of }: Backfill): string {
  if (state === 'waiting') return messages.getMessage('waiting');
  return of === null ? String(read) : messages.getMessage('progress', [read, Math.max(read, of)]);
}
