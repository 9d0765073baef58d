import type { Act, Outcome } from './act.ts';
import type { obstacle } from './consent.ts';
import type { ShownFields, SiteState } from './live.ts';

const DOWN =
  'The service does not answer. The tracker keeps what you do in this browser, and sends it when the service is back.';

const UNSEEN =
  'nothing is seen of it after 15 seconds. Perhaps the service is busy, something keeps the tracker from this page or from the service (blockers of advertisements do), or the tracker was not told who you are. Load the page again, and try once more.';

/** What stands in the status while no act is followed. */
export function idleStatus(
  answer: 'yes' | 'no' | null,
  hindrance: ReturnType<typeof obstacle>,
  { service }: SiteState,
): { status: string; words: string } {
  if (hindrance === 'refused')
    return {
      status: 'refused',
      words:
        'Your browser asks not to be tracked (Do Not Track or Global Privacy Control): nothing is told, whatever you answer.',
    };
  if (answer === null)
    return {
      status: 'unasked',
      words: 'Before you agree the tracker asks nothing, sends nothing and keeps nothing.',
    };
  if (answer === 'no')
    return {
      status: 'no',
      words: 'You did not agree: nothing is told, and nothing is kept in this browser.',
    };
  if (hindrance === 'driven')
    return {
      status: 'driven',
      words:
        'A program drives this browser. Such visits are left out and only counted: open this page in a browser of your own to see the records change.',
    };
  if (service === null) return { status: 'down', words: DOWN };
  return { status: 'yes', words: 'You agreed. Click something on the site.' };
}

/** What has come of the visitor's last act. */
export function outcomeWords(outcome: Outcome, act: Act, { service }: SiteState): string {
  const { what, seconds, before } = act;
  switch (outcome) {
    case 'down':
      return DOWN;
    case 'waiting':
      return `${what}: on its way to both records …`;
    case 'changed':
      return `${what}: both records have it ${secondsOf(Math.max(...seconds.map(Number)))} later.`;
    case 'late':
      return `${what}: ${act.scoredSeenMs === null ? UNSEEN : 'you were scored again, and after 15 seconds a record does not show it. That CRM may be busy; it will have the score later.'}`;
    case 'unchanged': {
      const now = service?.scorePoints ?? 0;
      const score = before?.records.find(fields => fields !== null)?.score ?? '';
      const standing =
        score === String(now) ? `still ${now} points` : `${now} points, where the records say ${score}`;
      return `${what}: you were scored again, ${standing}. Nothing is written while the band stays and the number moves by no more than its noise: workflows act on what is written.`;
    }
  }
}

/** What has come of it on one record. */
export function sinceWords(
  act: Act | null,
  { at, fields, crm }: { at: number; fields: ShownFields | null; crm: string },
): string {
  if (fields === null) return `${crm} does not answer.`;
  const seconds = act?.seconds[at] ?? null;
  const before = act?.before?.records[at];
  if (seconds === null || !before) return '';
  const change = (name: 'score' | 'band') =>
    fields[name] === before[name] ? [] : [`${before[name] || '–'} → ${fields[name] || '–'}`];
  const changes = [...change('score'), ...change('band')];
  return `${secondsOf(seconds)} after it: ${changes.length > 0 ? changes.join(', ') : fields.reason === before.reason ? 'another next step' : 'another reason'}`;
}

function secondsOf(seconds: number): string {
  // A space that does not break.
  return `${seconds.toFixed(1)}\u00a0s`;
}
