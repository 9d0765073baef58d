import type { Texts } from '../generated/en.ts';
import { fillIn } from '../generated/fill-in.ts';
import type { ConnectionCheck, Readiness, Status } from './use-setup.ts';

/** How the connection stands, in sentences; what is as it should be and says nothing stays out. */
export function statusLines(
  { state, name, leads, scored, deadLetters, api }: Status,
  check: ConnectionCheck | null,
  texts: Texts,
): string[] {
  return [
    state === 'ended' ? texts.portalEnded : fillIn(texts.portalConnected, name),
    check && checkLine(check, texts),
    fillIn(texts.setupLeadsScored, scored, leads),
    deadLetters > 0 ? fillIn(texts.setupWritesRefused, deadLetters) : null,
    api.state === 'used_up' ? texts.portalLimit : null,
  ].filter(line => line !== null);
}

function checkLine({ missingFields }: ConnectionCheck, texts: Texts): string {
  if (missingFields.length === 0) return texts.propertiesThere;
  return fillIn(texts.propertiesMissing, missingFields.join(', '));
}

/** The verdict on the account's contacts, and what is missing. */
export function readinessLines({ leads, converted, verdict, missing }: Readiness, texts: Texts): string[] {
  const verdicts = {
    ready: texts.setupVerdictReady,
    usable: texts.setupVerdictUsable,
    not_ready: texts.setupVerdictNotReady,
  } as const;
  return [verdicts[verdict], fillIn(texts.setupOutcomes, leads, converted), ...missing];
}
