import askAdmin from '@salesforce/label/c.AIX_Ask_Admin';
import busy from '@salesforce/label/c.AIX_Busy';
import down from '@salesforce/label/c.AIX_Down';
import downWithScore from '@salesforce/label/c.AIX_Down_With_Score';
import invalid from '@salesforce/label/c.AIX_Invalid';
import noPermission from '@salesforce/label/c.AIX_No_Permission';
import noPermissionTitle from '@salesforce/label/c.AIX_No_Permission_Title';
import notAcceptedAdmin from '@salesforce/label/c.AIX_Not_Accepted_Admin';
import notConnectedAdmin from '@salesforce/label/c.AIX_Not_Connected_Admin';
import notEditable from '@salesforce/label/c.AIX_Not_Editable';
import notKnown from '@salesforce/label/c.AIX_Not_Known';
import notVisible from '@salesforce/label/c.AIX_Not_Visible';
import notVisibleTitle from '@salesforce/label/c.AIX_Not_Visible_Title';
import setUpTitle from '@salesforce/label/c.AIX_Set_Up_Title';
import { fillIn } from 'c/scoringTexts';

/** Why there is no fresh card: the names of the Apex enum ScoringProblem. */
export type Problem =
  | 'NO_PERMISSION'
  | 'NOT_VISIBLE'
  | 'NOT_EDITABLE'
  | 'NOT_CONNECTED'
  | 'NOT_ACCEPTED'
  | 'INVALID'
  | 'NOT_KNOWN'
  | 'BUSY'
  | 'UNAVAILABLE';

const PROBLEMS: readonly string[] = [
  'NO_PERMISSION',
  'NOT_VISIBLE',
  'NOT_EDITABLE',
  'NOT_CONNECTED',
  'NOT_ACCEPTED',
  'INVALID',
  'NOT_KNOWN',
  'BUSY',
  'UNAVAILABLE',
] satisfies Problem[];

/** What the card says about a problem, and what can be done about it. */
export interface ProblemContent {
  /** A heading, where the problem takes the whole card; null where the saved score stays and another try may help. */
  title: string | null;
  text: string;
  /** Where an admin mends it; null for everybody else, and where it is not theirs to mend. */
  setupUrl: string | null;
}

/** The problem that a failed Apex call reports. A call that failed on its way counts as unavailable. */
export function problemOf(error: unknown): Problem {
  const message = (error as { body?: { message?: unknown } } | null)?.body?.message;
  return typeof message === 'string' && PROBLEMS.includes(message) ? (message as Problem) : 'UNAVAILABLE';
}

/** In the user's words. `savedTime` is null while the record holds no score. */
export function problemContent(
  problem: Problem,
  { isAdmin, savedTime }: { isAdmin: boolean; savedTime: string | null },
): ProblemContent {
  const quiet = { title: null, setupUrl: null };
  switch (problem) {
    case 'NO_PERMISSION':
      return { title: noPermissionTitle, text: noPermission, setupUrl: null };
    case 'NOT_VISIBLE':
      return { title: notVisibleTitle, text: notVisible, setupUrl: null };
    case 'NOT_CONNECTED':
      return setUpContent(isAdmin ? notConnectedAdmin : null, '/lightning/setup/CustomMetadata/home');
    case 'NOT_ACCEPTED':
      return setUpContent(isAdmin ? notAcceptedAdmin : null, '/lightning/setup/NamedCredential/home');
    case 'NOT_EDITABLE':
      return { ...quiet, text: notEditable };
    case 'INVALID':
      return { ...quiet, text: invalid };
    case 'NOT_KNOWN':
      return { ...quiet, text: notKnown };
    case 'BUSY':
      return { ...quiet, text: busy };
    default:
      return { ...quiet, text: savedTime === null ? down : fillIn(downWithScore, savedTime) };
  }
}

function setUpContent(adminText: string | null, setupUrl: string): ProblemContent {
  return adminText === null
    ? { title: setUpTitle, text: askAdmin, setupUrl: null }
    : { title: setUpTitle, text: adminText, setupUrl };
}
