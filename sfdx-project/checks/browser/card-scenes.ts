import { createRequire } from 'node:module';
import { LEAD_NAMES, type Scene, savedFields } from './scene.ts';

const ADMIN = ['AIX_See_Scores', 'AIX_Set_Up_Scoring'];
const GET_CARD = 'ScoreCardController.getCard';

/** Every card of the service in both languages, every state in which there is none, and what people do on it. */
export function cardScenes(): Scene[] {
  const fixtures = createRequire(import.meta.url)('../lwc/card-fixtures.cjs') as Record<string, unknown>;
  const answered = Object.entries(fixtures).map(([name, view]) => cardScene(name, { view }));
  return [
    ...answered,
    ...actionScenes(fixtures['en/scored-standing'], 'en'),
    ...actionScenes(fixtures['de/scored-standing'], 'de'),
    {
      ...cardScene('en/scored-standing', { view: fixtures['en/scored-standing'] }),
      name: 'scored-standing-dark',
      isDark: true,
    },
    ...unansweredScenes(),
  ];
}

function unansweredScenes(): Scene[] {
  return [
    cardScene('loading', {}),
    { ...cardScene('loading-nothing-saved', {}), fields: {} },
    cardScene('service-down', { problem: 'UNAVAILABLE' }),
    { ...cardScene('service-down-dark', { problem: 'UNAVAILABLE' }), isDark: true },
    { ...cardScene('service-down-nothing-saved', { problem: 'UNAVAILABLE' }), fields: {} },
    cardScene('busy', { problem: 'BUSY' }),
    cardScene('not-visible', { problem: 'NOT_VISIBLE' }),
    cardScene('not-connected-rep', { problem: 'NOT_CONNECTED' }),
    { ...cardScene('not-connected-admin', { problem: 'NOT_CONNECTED' }), permissions: ADMIN },
    { ...cardScene('not-accepted-admin', { problem: 'NOT_ACCEPTED' }), permissions: ADMIN },
    { ...cardScene('no-permission', {}), permissions: [] },
  ];
}

/** The card while a person says whether it is right, sets a band, and has it scored. */
function actionScenes(view: unknown, language: 'en' | 'de'): Scene[] {
  const scored = withoutOverride(view);
  const given = { value: { feedbackId: '6a0f6f0e-0000-4000-8000-000000000001' } };
  const [no, timing, other, open, help, now] =
    language === 'en'
      ? ['No', 'Wrong timing', 'Other', 'Set the band yourself', 'How this works', 'Score now']
      : [
          'Nein',
          'Falscher Zeitpunkt',
          'Anderes',
          'Stufe selbst festlegen',
          'So entsteht die Bewertung',
          'Jetzt bewerten',
        ];
  const act = (name: string, presses: string[], answers: Scene['answers'] = {}): Scene => {
    const scene = cardScene(`${language}/${name}`, { view: scored });
    return { ...scene, presses, answers: { ...scene.answers, ...answers } };
  };
  return [
    act('feedback-reasons', [no!]),
    act('feedback-note', [no!, other!]),
    act('feedback-given', [no!, timing!], { 'ScoreCardController.giveFeedback': given }),
    act('feedback-failed', [no!, timing!], { 'ScoreCardController.giveFeedback': { problem: 'BUSY' } }),
    act('override-form', [open!]),
    act('help', [help!]),
    act('score-now-no-news', [now!], { 'ScoreCardController.scoreNow': { value: { isPublished: false } } }),
  ];
}

function withoutOverride(view: unknown): unknown {
  const card = structuredClone(view) as { standing: { override: unknown } };
  card.standing.override = null;
  return card;
}

function cardScene(name: string, { view, problem }: { view?: unknown; problem?: string }): Scene {
  const answer = view === undefined ? problem && { problem } : { value: view };
  return {
    name,
    language: name.startsWith('de/') ? 'de' : 'en',
    element: 'c-score-card',
    properties: { recordId: '00Q000000000001AAA' },
    answers: answer ? { [GET_CARD]: answer } : {},
    fields: savedFields(),
    names: LEAD_NAMES,
    permissions: ['AIX_See_Scores'],
    presses: [],
    isDark: false,
  };
}
