/** The page's own script: the consent banner, as a customer would write it, and the panel beside the site. */
import { type Act, keepAct, LOOK_FOR_MS, observe, outcomeOf, readAct } from './act.ts';
import { consent, forgetConsent, obstacle, watchConsent } from './consent.ts';
import type { ShownFields, SiteState } from './live.ts';
import { ask, find, pause, post, write } from './page.ts';
import { watchReplay } from './replay.ts';
import { idleStatus, outcomeWords, sinceWords } from './words.ts';

const LOOK_EVERY_MS = 150;
/** While nothing is waited for: a rep, or a replayed day, may change the records. */
const GLANCE_EVERY_MS = 5_000;

/** What the server put into the page: who the visitor is, and how all stood when it did. */
const given = JSON.parse(find('#given').textContent ?? '') as { token: string; state: SiteState };
let latest = given.state;

/** From now on all looks are about this. */
function noteAct(what: string): void {
  keepAct({ what, atMs: Date.now(), before: latest, seconds: [], scoredSeenMs: null });
  show();
}

function show(): void {
  const act = consent() === 'yes' ? readAct() : null;
  const status = find('[data-status]');
  const isHindered = consent() !== 'yes' || obstacle() !== undefined;
  if (isHindered || act === null) {
    const idle = idleStatus(consent(), obstacle(), latest);
    status.dataset.status = idle.status;
    write(status, idle.words);
  } else {
    const outcome = outcomeOf(act, latest, Date.now());
    status.dataset.status = outcome;
    write(status, outcomeWords(outcome, act, latest));
  }
  showRecords(isHindered ? null : act);
}

function showRecords(act: Act | null): void {
  const { records } = latest;
  document.querySelectorAll<HTMLElement>('[data-record]').forEach((part, at) => {
    const fields = records[at] ?? null;
    if (fields)
      for (const [name, value] of Object.entries(fields) as [keyof ShownFields, string][])
        write(find(`[data-value="${name}"]`, part), value || '–');
    const since = find('[data-since]', part);
    write(since, sinceWords(act, { at, fields, crm: part.dataset.record ?? '' }));
    part.toggleAttribute('data-changed', typeof act?.seconds[at] === 'number');
  });
}

async function look(): Promise<void> {
  const state = await ask<SiteState>('/live/state').catch(() => null);
  // The page is being left, or the preview has ended.
  latest = state ?? { service: null, records: latest.records.map(() => null) };
  const act = readAct();
  if (act) {
    observe(act, latest, Date.now());
    keepAct(act);
  }
  show();
}

async function keepLooking(): Promise<never> {
  for (let lookedMs = 0; ; await pause(LOOK_EVERY_MS)) {
    const isWaiting = Date.now() - (readAct()?.atMs ?? 0) < LOOK_FOR_MS + LOOK_EVERY_MS;
    if (document.hidden || (!isWaiting && Date.now() - lookedMs < GLANCE_EVERY_MS)) continue;
    lookedMs = Date.now();
    await look();
  }
}

document.addEventListener(
  'click',
  event => {
    const element = (event.target as Element).closest('.site a, [data-aix-click], form button');
    if (element && consent() === 'yes') noteAct(`“${element.textContent?.trim()}”`);
  },
  { capture: true },
);
find('[data-change-visitor]').addEventListener('click', async () => {
  // Somebody else has not agreed to anything.
  forgetConsent();
  keepAct(null);
  await post('/live/visitor');
  location.assign('/');
});

watchConsent(given.token, answer => {
  if (answer === 'yes') noteAct('“Agree”');
  else keepAct(null);
  show();
});
show();
watchReplay();
void keepLooking();
