import { EMPTY_SCENE, type FoundRecord, type Scene, type ServiceAnswer } from './scene.ts';

const STATUS = {
  ...{ state: 'working', name: 'savingsbank.example', leads: 22_654, scored: 4_812, deadLetters: 0 },
  ...{ lastCheck: null, api: { state: 'open' }, linked: [] },
};
const READINESS = { leads: 22_654, converted: 1_310, verdict: 'ready', missing: [] };
const TENANT = { horizonDays: 30, bandThresholds: { hot: 70, warm: 60, nurture: 40 } };
const MODEL = {
  version: 14,
  facts: { rows: 412, conversions: 87, verdict: { verdict: 'ready' }, leakSuspects: [] },
};

/** The settings page as an admin finds it, troubled, refused, and before what ends something. */
export function settingsScenes(): Scene[] {
  const settings = (name: string, answers: readonly ServiceAnswer[], rest: Partial<Scene>): Scene => ({
    ...EMPTY_SCENE,
    ...{
      name,
      script: 'SettingsPage.js',
      location: 'settings',
      answers,
      paints: 'savingsbank.example',
      ...rest,
    },
  });
  const connected = [answer('status', STATUS), answer('readiness', READINESS), tenant()];
  const troubled = [
    answer('status', {
      ...STATUS,
      deadLetters: 12,
      api: { state: 'used_up' },
      linked: [{ name: 'Acme (Salesforce)' }],
    }),
    answer('readiness', {
      ...READINESS,
      converted: 9,
      verdict: 'not_ready',
      missing: ['More won and lost contacts'],
    }),
    tenant(),
  ];
  return [
    settings('en/settings', connected, { paints: /savingsbank\.example/ }),
    settings('de/settings', connected, { language: 'de', paints: /savingsbank\.example/ }),
    settings('en/settings-dark', connected, { isDark: true, paints: /savingsbank\.example/ }),
    settings('en/settings-troubled', troubled, { paints: /12 records/ }),
    settings(
      'en/settings-no-permission',
      [answer('status', {}, 403), answer('readiness', {}, 403), tenant(403)],
      {
        paints: 'Try again',
      },
    ),
  ];
}

/** The app's home: contacts as a search finds them, and the model. */
export function homeScenes(): Scene[] {
  const home = (name: string, found: readonly FoundRecord[], rest: Partial<Scene> = {}): Scene => ({
    ...EMPTY_SCENE,
    ...{ name, script: 'Pages.js', location: 'pages', found, paints: /./ },
    answers: [answered(/\/v1\/model$/, MODEL), answered(/\/own\/band-changes$/, changes)],
    ...rest,
  });
  const today = new Date().toISOString();
  const changes = [
    { objectType: 'contact', objectId: '3', direction: 'down', band: 'Nurture', crossedAt: today },
    { objectType: 'contact', objectId: '2', direction: 'up', band: 'Hot', crossedAt: today },
  ];
  const contacts = [
    contact(2, {
      firstname: 'Grace',
      lastname: 'Hopper',
      company: 'Navy',
      aix_score: '91',
      aix_band: 'Hot',
      aix_trend_7d: '14',
    }),
    contact(3, {
      firstname: 'Maximiliana',
      lastname: 'von Hohenstein-Oberkirchenbach',
      aix_score: '48',
      aix_band: 'Nurture',
    }),
  ];
  return [
    home('en/home', contacts, { paints: /Hopper/ }),
    home('de/home', contacts, { language: 'de', paints: /Hopper/ }),
    home('en/home-nobody', [], {
      answers: [answered(/\/v1\/model$/, MODEL), answered(/\/own\/band-changes$/, [])],
    }),
    home('en/home-without-the-service', contacts, {
      answers: [answered(/\/v1\//, {}, 503)],
      paints: /cannot be reached/,
    }),
  ];
}

function answer(what: string, body: unknown, status = 200): ServiceAnswer {
  return answered(new RegExp(`/v1/connections/own/${what}$`), body, status);
}

function answered(path: RegExp, body: unknown, status = 200): ServiceAnswer {
  return { method: 'GET', path, status, body };
}

function tenant(status = 200): ServiceAnswer {
  return answered(/\/v1\/tenant$/, TENANT, status);
}

function contact(id: number, properties: Record<string, string>): FoundRecord {
  return { id, properties: { ...properties, aix_scored_at: '2026-11-23T13:02:11.000Z' } };
}
