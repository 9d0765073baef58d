import { randomUUID } from 'node:crypto';
import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { AixCommand } from '../../aix-command.ts';
import { longId } from '../../org/long-id.ts';
import type { Card, ScoredNow } from '../../service/answers.ts';
import { requireConnection } from '../../service/find-connection.ts';
import { openService, serviceFlags } from '../../service/service-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('@aix/sf-plugin', 'aix.score');

export type ScoreResult = {
  recordId: string;
  state: Card['state'];
  /** Of the published score, which stands on the record or is on its way there; null where there is none. */
  scorePoints: number | null;
  band: string | null;
  /** Whether this run changed what stands on the record. */
  isPublished: boolean;
  receiptId: string | null;
};

/** `sf aix score` */
export default class Score extends AixCommand<ScoreResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');
  public static override readonly flags = {
    ...serviceFlags,
    'record-id': Flags.salesforceId({
      char: 'i',
      required: true,
      startsWith: '00Q',
      length: 'both',
      summary: messages.getMessage('flags.record-id.summary'),
    }),
  };

  public async run(): Promise<ScoreResult> {
    const { flags } = await this.parse(Score);
    const service = openService(flags);
    const recordId = longId(flags['record-id']);
    const { scored, card } = await this.during(messages.getMessage('scoring'), async () => {
      const { connectionId } = await requireConnection(service, flags['target-org'].getOrgId());
      const path = `/v1/connections/${connectionId}/records/Lead/${recordId}`;
      return {
        scored: await service.post<ScoredNow>(`${path}/score`, { requestKey: randomUUID() }),
        card: await service.get<Card>(`${path}/card`),
      };
    });
    for (const line of linesOf(card)) this.log(line);
    this.log(messages.getMessage(scored.isPublished ? 'published' : 'unchanged'));
    const header = card.state === 'scored' ? card.header : undefined;
    return {
      ...{ recordId, state: card.state },
      ...{ scorePoints: header?.scorePoints ?? null, band: header?.band ?? null },
      ...{ isPublished: scored.isPublished, receiptId: scored.receiptId },
    };
  }
}

function linesOf(card: Card): string[] {
  return card.state === 'scored' ? [card.header.text, card.probability.text] : [card.title, card.text];
}
