import { Messages } from '@salesforce/core';
import { AixCommand } from '../../aix-command.ts';
import type { ConnectionStatus, Readiness } from '../../service/answers.ts';
import { requireConnection } from '../../service/find-connection.ts';
import { openService, serviceFlags } from '../../service/service-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('@aix/sf-plugin', 'aix.status');

export type StatusResult = { orgId: string } & ConnectionStatus & { readiness: Readiness };

/** `sf aix status` */
export default class Status extends AixCommand<StatusResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');
  public static override readonly flags = serviceFlags;

  public async run(): Promise<StatusResult> {
    const { flags } = await this.parse(Status);
    const service = openService(flags);
    const orgId = flags['target-org'].getOrgId();
    const { status, readiness } = await this.during(messages.getMessage('asking'), async () => {
      const { connectionId } = await requireConnection(service, orgId);
      const path = `/v1/connections/${connectionId}`;
      return {
        status: await service.get<ConnectionStatus>(`${path}/status`),
        readiness: await service.get<Readiness>(`${path}/readiness`),
      };
    });
    this.table({ data: rowsOf(status, readiness), columns: ['what', 'how'], title: status.name });
    for (const sentence of readiness.missing) this.log(messages.getMessage('missing', [sentence]));
    if (status.state === 'ended') this.warn(messages.getMessage('ended'));
    return { orgId, ...status, readiness };
  }
}

function rowsOf(status: ConnectionStatus, readiness: Readiness): { what: string; how: string }[] {
  const { api, signingKeys } = status;
  const rows: [string, unknown][] = [
    ['state', status.state],
    ['connectionId', status.connectionId],
    ['connectedAs', status.connectedAs],
    ['lastRead', status.lastReadAt],
    ['lastWrite', status.lastWriteAt],
    ['leads', `${status.leads} (${readiness.open} open, ${readiness.converted} converted)`],
    ['scored', status.scored],
    ['waiting', status.waiting],
    ['givenUp', status.deadLetters],
    ['backfill', status.backfill && `${status.backfill.state} (${status.backfill.read} records)`],
    [
      'calls',
      `${api.callsLastDay}${api.budgetPerDay === null ? '' : ` of ${api.budgetPerDay}`} (${api.state})`,
    ],
    ['model', readiness.verdict],
    ['certificate', signingKeys.map(({ validUntil }) => validUntil.slice(0, 10)).join(', ') || null],
    ['linked', status.linked.map(({ crm, name }) => `${crm} ${name}`).join(', ') || null],
  ];
  return rows.map(([key, value]) => ({ what: messages.getMessage(`row.${key}`), how: String(value ?? '–') }));
}
