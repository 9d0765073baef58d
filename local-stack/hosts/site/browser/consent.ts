import { keep, keepsNothing, readKept } from './kept.ts';
import { find } from './page.ts';

const CONSENT = 'demo.consent';

/** Says something to the tracker, by the call that every customer’s page has. */
export function tell(...command: unknown[]): void {
  (window as unknown as { aix(...words: unknown[]): void }).aix(...command);
}

/** What the visitor answered; null before. */
export function consent(): 'yes' | 'no' | null {
  const answer = readKept('localStorage', CONSENT);
  return answer === 'yes' || answer === 'no' ? answer : null;
}

/** Asks anew, and has the tracker forget what it keeps in this browser. */
export function forgetConsent(): void {
  keep('localStorage', CONSENT, null);
  tell('consent', false);
}

/**
 * Shows the banner while nothing is answered, passes answers on to the tracker, and calls back after each. Who the visitor is
 * (`identity`, a token) is said each time that the visitor agrees: the tracker forgets it with everything else.
 */
export function watchConsent(identity: string, answered: (answer: 'yes' | 'no' | null) => void): void {
  find('[data-unkept]').hidden = !keepsNothing();
  const show = () => {
    const answer = consent();
    find('[data-consent]').hidden = answer !== null;
    find('[data-answer=ask]').hidden = answer === null;
    if (answer !== null) tell('consent', answer === 'yes');
    if (answer === 'yes') tell('identify', identity);
  };
  for (const button of document.querySelectorAll<HTMLElement>('[data-answer]'))
    button.addEventListener('click', () => {
      const { answer = '' } = button.dataset;
      if (answer === 'ask') forgetConsent();
      else keep('localStorage', CONSENT, answer);
      show();
      answered(consent());
      // The banner is gone with the button in it.
      find(answer === 'ask' ? '[data-answer=yes]' : '[data-answer=ask]').focus();
    });
  show();
}

/** Why this browser's visits are not counted even of one who agrees; undefined as a rule. */
export function obstacle(): 'refused' | 'driven' | undefined {
  const { globalPrivacyControl, doNotTrack, webdriver, userAgent } = navigator as Navigator & {
    globalPrivacyControl?: boolean;
    doNotTrack?: string | null;
  };
  if (globalPrivacyControl === true || doNotTrack === '1') return 'refused';
  return webdriver || userAgent.includes('Headless') ? 'driven' : undefined;
}
