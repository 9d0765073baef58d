import {
  COLLEAGUES,
  cardFixtures,
  EMPTY_SCENE,
  type Fixture,
  type Scene,
  type ServiceAnswer,
  savedProperties,
} from './scene.ts';

const CARD = /\/v1\/connections\/own\/records\/contact\/\d+\/card$/;

/** The contact's card that the service answers in both languages, in the width of a tab, and where it has a score, in a sidebar. */
export function fixtureScenes(): Scene[] {
  return cardFixtures().flatMap(fixture => [
    fixtureScene(fixture, 'crm.record.tab'),
    ...(/\/scored-(standing|insight)$/.test(fixture.name)
      ? [fixtureScene(fixture, 'crm.record.sidebar')]
      : []),
  ]);
}

/** One of them. */
export function fixtureScene({ name, view }: Fixture, location: Scene['location']): Scene {
  return {
    ...cardScene(name, [getting(200, view)]),
    ...{ location, name: location === 'crm.record.tab' ? name : `${name}-sidebar` },
    paints: view.header?.text ?? view.title ?? '',
  };
}

/** Every state in which there is no card of the service. */
export function unansweredScenes(): Scene[] {
  const down = [getting(503, { status: 503 })];
  const known = 'Hot · 82';
  return [
    { ...cardScene('en/loading', []), paints: known },
    { ...cardScene('de/loading', []), paints: 'Heiß · 82' },
    { ...cardScene('en/loading-nothing-saved', []), properties: {}, paints: /./ },
    { ...cardScene('en/service-down', down), paints: 'Try again' },
    { ...cardScene('en/service-down-dark', down), paints: 'Try again', isDark: true },
    { ...cardScene('en/service-down-nothing-saved', down), properties: {}, paints: 'Try again' },
    { ...cardScene('en/busy', [getting(429, {})]), paints: 'Try again' },
    { ...cardScene('en/not-connected-rep', [getting(401, {})]), paints: 'Try again' },
    {
      ...cardScene('en/not-connected-admin', [getting(401, {})]),
      permissions: ['integrations-management-write'],
      paints: 'Try again',
    },
    { ...cardScene('en/no-permission', [getting(403, {})]), paints: 'Try again' },
  ];
}

/** The card while a person says whether it is right, sets a band, and has it scored. */
export function actionScenes(): Scene[] {
  const fixtures = new Map(cardFixtures().map(fixture => [fixture.name, fixture]));
  return (['en', 'de'] as const).flatMap(language => {
    const standing = fixtures.get(`${language}/scored-standing`)!;
    const [no, timing, other, open, help, now] = PRESSES[language];
    const act = (name: string, presses: string[], answers: ServiceAnswer[] = []): Scene => {
      const scene = fixtureScene({ ...standing, view: withoutOverride(standing.view) }, 'crm.record.tab');
      return { ...scene, name: `${language}/${name}`, presses, answers: [...scene.answers, ...answers] };
    };
    const given = posting(/\/feedback$/, 200, { feedbackId: '6a0f6f0e-0000-4000-8000-000000000001' });
    return [
      act('feedback-reasons', [no]),
      act('feedback-note', [no, other]),
      act('feedback-given', [no, timing], [given]),
      act('feedback-failed', [no, timing], [posting(/\/feedback$/, 429, {})]),
      act('override-form', [open]),
      act('help', [help]),
      act('score-now-no-news', [now], [posting(/\/score$/, 200, { isPublished: false })]),
    ];
  });
}

const PRESSES = {
  en: ['No', 'Wrong timing', 'Other', 'Set the band yourself', 'How this works', 'Score now'],
  de: [
    'Nein',
    'Falscher Zeitpunkt',
    'Anderes',
    'Stufe selbst festlegen',
    'So entsteht die Bewertung',
    'Jetzt bewerten',
  ],
} as const;

/** A company's and a deal's card, which reads its contacts' own properties. */
export function rollUpScenes(): Scene[] {
  const contact = (
    id: number,
    firstname: string,
    lastname: string,
    score: string | null,
    band: string | null,
  ) => ({
    id,
    properties: { firstname, lastname, aix_score: score, aix_band: band },
  });
  const contacts = [
    contact(11, 'Ada', 'Silva', '91', 'Hot'),
    contact(12, 'Bo', 'Li', '66', 'Warm'),
    contact(13, 'Maximiliana', 'von Hohenstein-Oberkirchenbach', '48', 'Nurture'),
    contact(14, 'Chi', 'Nguyen', null, null),
  ];
  const rollUp = (name: string, associated: Scene['associated'], rest: Partial<Scene> = {}): Scene => ({
    ...EMPTY_SCENE,
    ...{ name, script: 'RollUpCard.js', location: 'crm.record.tab', objectTypeId: '0-2', associated },
    ...{ paints: /./, ...rest },
  });
  return [
    rollUp('en/roll-up', { contact: contacts }, { paints: 'Ada Silva' }),
    rollUp('de/roll-up', { contact: contacts }, { language: 'de', paints: 'Ada Silva' }),
    rollUp(
      'en/roll-up-sidebar',
      { contact: contacts },
      { location: 'crm.record.sidebar', paints: 'Ada Silva' },
    ),
    rollUp('en/roll-up-nobody', { contact: [] }),
  ];
}

/** The card with HubSpot's Lead records in it. */
export function leadListScenes(): Scene[] {
  const [scored] = cardFixtures().filter(({ name }) => name === 'en/scored-standing');
  const lead = (id: number, name: string, score: string, band: string) => ({
    id,
    properties: { hs_lead_name: name, aix_score: score, aix_band: band },
  });
  const leads = [lead(31, 'Silva Imports, new branch', '82', 'Hot')];
  return [
    {
      ...fixtureScene(scored!, 'crm.record.tab'),
      name: 'en/lead-records',
      associated: { '0-136': leads },
      paints: 'Silva Imports, new branch',
    },
    { ...fixtureScene(scored!, 'crm.record.tab'), name: 'en/scored-standing-dark', isDark: true },
  ];
}

function cardScene(name: string, answers: ServiceAnswer[]): Scene {
  return {
    ...EMPTY_SCENE,
    ...{ name, script: 'ScoreCard.js', location: 'crm.record.tab', answers, paints: '' },
    language: name.startsWith('de/') ? 'de' : 'en',
    properties: savedProperties(),
    found: COLLEAGUES,
  };
}

function getting(status: number, body: unknown): ServiceAnswer {
  return { method: 'GET', path: CARD, status, body };
}

function posting(path: RegExp, status: number, body: unknown): ServiceAnswer {
  return { method: 'POST', path, status, body };
}

function withoutOverride(view: Fixture['view']): Fixture['view'] {
  const card = structuredClone(view) as Fixture['view'] & { standing: { override: unknown } };
  card.standing.override = null;
  return card;
}
