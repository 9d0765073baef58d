/** When an act happened, and whether on a web site. */
export interface TimedAct {
  readonly atMs: number;
  readonly isOnSite: boolean;
}

/** What was done on a web site without a longer pause (`visit`), or one act elsewhere: a call, an e-mail. */
export interface ActGroup<Act extends TimedAct> {
  readonly kind: 'visit' | 'act';
  /** Oldest first. */
  readonly acts: readonly Act[];
}

/** Without an act for so long, a visit has ended; what comes then is another one. */
export const VISIT_ENDS_AFTER_MS = 30 * 60_000;

/** Acts as a person tells them, by visits, the group with the newest act first. Acts elsewhere neither join nor part a visit. */
export function groupVisits<Act extends TimedAct>(acts: readonly Act[]): ActGroup<Act>[] {
  const inOrder = [...acts].sort((a, b) => a.atMs - b.atMs);
  const visits: Act[][] = [];
  const groups: ActGroup<Act>[] = [];
  for (const act of inOrder) {
    const visit = visits.at(-1);
    if (!act.isOnSite) groups.push({ kind: 'act', acts: [act] });
    else if (visit && act.atMs - visit.at(-1)!.atMs < VISIT_ENDS_AFTER_MS) visit.push(act);
    else visits.push([act]);
  }
  groups.push(...visits.map(visit => ({ kind: 'visit' as const, acts: visit })));
  return groups.sort((a, b) => b.acts.at(-1)!.atMs - a.acts.at(-1)!.atMs);
}
