import type { CrossingContent, DisabledContent } from '../../store/alerts/delivery-content.ts';

const WAYS = { up: 'rose to', down: 'fell to' } as const;
const LONGEST_NAME = 80;

/** What a test says, without a full stop. */
export const TEST_TEXT = 'A test by an admin of AIX Lead Qualification: this channel works';

/** That a channel was disabled, for people, without a full stop: in one line, and why with what to do about it. */
export function disabledText({ name, reason }: DisabledContent['disabledChannel']): {
  headline: string;
  more: string;
} {
  return {
    headline: `The alert channel “${shorten(name)}” was disabled`,
    more: `${reason}. An admin can resume it on the page of alert channels once that is mended, and have tried again what was given up`,
  };
}

/** One sentence on a crossing, for people, without a full stop. Whoever fills a form chooses the names, so they are held to one short line. */
export function alertText({ name, company, direction, band, scorePoints }: CrossingContent): string {
  const who = [name, company].map(shorten).filter(each => each !== '');
  return `${who.join(', ') || 'A lead'} ${WAYS[direction as keyof typeof WAYS]} ${band} (${scorePoints} points)`;
}

function shorten(name: string | null | undefined): string {
  const line = [...(name ?? '').replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim()];
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME).join('')}…` : line.join('');
}
