import type { Scene } from './scene.ts';

const METHOD = 'HottestLeadsController.getMyHottestLeads';

/** Leads as the Apex class HottestLead gives them: every band, a long name, and what may be missing. */
const LEADS = [
  lead(1, { name: 'Ada Silva', company: 'Silva Imports', band: 'Hot', scorePoints: 91, trendPoints: 14 }),
  lead(2, {
    name: 'Bo Li',
    company: 'Northern Sustainable Infrastructure Holdings',
    band: 'Warm',
    scorePoints: 66,
    trendPoints: -3,
  }),
  lead(3, {
    name: 'Maximiliana von Hohenstein-Oberkirchenbach',
    company: null,
    band: 'Nurture',
    scorePoints: 48,
    trendPoints: 0,
  }),
  lead(4, { name: null, company: 'Acme', band: 'Low', scorePoints: 7, trendPoints: null }),
];

/** The list, in both languages, empty, awaited, and what goes wrong with it. */
export function hottestScenes(): Scene[] {
  const answered = { [METHOD]: { value: LEADS } };
  return [
    hottestScene('hottest', answered),
    { ...hottestScene('hottest-german', answered), language: 'de' },
    { ...hottestScene('hottest-dark', answered), isDark: true },
    hottestScene('hottest-empty', { [METHOD]: { value: [] } }),
    hottestScene('hottest-loading', {}),
    hottestScene('hottest-failed', { [METHOD]: { problem: 'UNAVAILABLE' } }),
    { ...hottestScene('hottest-no-permission', {}), permissions: [] },
  ];
}

function hottestScene(name: string, answers: Scene['answers']): Scene {
  return {
    ...{ name, answers, language: 'en', element: 'c-hottest-leads', properties: {}, fields: {} },
    ...{ permissions: ['AIX_See_Scores'], presses: [], isDark: false, names: {} },
  };
}

function lead(number: number, facts: object): object {
  return { recordId: `00Q00000000000${number}AAA`, scoredAt: '2026-11-23T13:02:11.000Z', ...facts };
}
