// Generated from hubspot-app/shared/problem-content.ts by npm run generate:hubspot. Do not edit.
import type { Problem } from './call-service.ts';
import { fillIn } from './fill-in.ts';
import type { Texts } from './en.ts';

/** What people read about a problem, and can do about it. */
export interface ProblemContent {
  /** A heading where the problem takes the whole place; null where the rest stays and another try may help. */
  title: string | null;
  text: string;
}

/** In the reader's words. `savedTime` is null while no score is saved. `isAdmin` decides whom the words send where. */
export function problemContent(
  problem: Problem,
  texts: Texts,
  { isAdmin = false, savedTime = null }: { isAdmin?: boolean; savedTime?: string | null } = {},
): ProblemContent {
  switch (problem) {
    case 'NOT_CONNECTED':
      return { title: texts.setUpTitle, text: isAdmin ? texts.notConnectedPortal : texts.askAdmin };
    case 'NO_PERMISSION':
      return { title: texts.noPermissionTitle, text: texts.noRight };
    case 'INVALID':
      return { title: null, text: texts.invalid };
    case 'NOT_KNOWN':
      return { title: null, text: texts.notKnown };
    case 'BUSY':
      return { title: null, text: texts.busy };
    case 'UNAVAILABLE':
      return {
        title: null,
        text: savedTime === null ? texts.down : fillIn(texts.downWithScore, savedTime),
      };
  }
}
