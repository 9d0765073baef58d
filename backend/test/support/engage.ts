import { DEFAULT_SIGNALS, foldEvents } from '@aix/shared-scoring';
import { engagementOfLeads, saveEngagement } from '../../src/store/engagement.ts';
import type { Bank } from './bank.ts';

/** One act of a lead: of which signal, and how many seconds before the bank's present. */
export interface Act {
  signal: string;
  secondsAgo?: number;
  isSigned?: boolean;
}

/** Gives a lead exactly these acts, folded as the ingest folds them. */
export async function engage(bank: Bank, leadId: string, acts: readonly Act[]): Promise<void> {
  const now = bank.context.now().getTime();
  const timed = acts.map(({ secondsAgo = 0, ...act }) => ({ ...act, atMs: now - secondsAgo * 1000 }));
  const fold = (events: typeof timed) => foldEvents(events, DEFAULT_SIGNALS, now);
  const signed = timed.filter(({ isSigned = true }) => isSigned);
  await bank.inTenant(async sql => {
    const standing = (await engagementOfLeads(sql, [leadId])).get(leadId);
    await saveEngagement(sql, [
      {
        leadId,
        state: fold(timed),
        signedState: fold(signed),
        hasUnsigned: signed.length < timed.length,
        signalsVersion: 0,
        revision: standing?.revision ?? 0,
        lastEventAt: new Date(Math.max(...timed.map(({ atMs }) => atMs))),
      },
    ]);
  });
}
