import type { Scene } from './scene.ts';

const STATUS = {
  state: 'working',
  name: 'Example Savings Bank',
  connectedAs: 'aix.integration@savingsbank.example',
  leads: 24_310,
  scored: 4_812,
  deadLetters: 0,
  lastCheck: { missingFields: [], certificate: { state: 'registered' } },
  api: { state: 'open' },
  linked: [],
};
const READINESS = { leads: 24_310, converted: 2_310, verdict: 'ready', missing: [] };
const CONNECTED: Scene['answers'] = {
  'SetupController.getSetting': {
    value: {
      connectionId: '0b8a2f4e-3c59-4f6e-8d0b-6a1f0c9e7d55',
      certificate: '-----BEGIN CERTIFICATE-----\nMIIC…\n-----END CERTIFICATE-----',
    },
  },
  'SetupController.getStatus': { value: STATUS },
  'SetupController.getReadiness': { value: READINESS },
  'SetupController.issueChannelAddress': {
    value: { url: 'https://aix.example/alert-channels/enter?pass=p', expiresAt: '2026-11-23T14:02:00.000Z' },
  },
  'SetupController.issueLinkCode': { value: { code: 'K7QP-4M2X', expiresAt: '2026-11-23T14:12:00.000Z' } },
};
const NEW: Scene['answers'] = {
  'SetupController.getSetting': { value: { connectionId: null, certificate: null } },
  'SetupController.getStatus': { problem: 'NOT_CONNECTED' },
  'SetupController.getReadiness': { problem: 'NOT_CONNECTED' },
};
const TROUBLED: Scene['answers'] = {
  ...CONNECTED,
  'SetupController.getStatus': {
    value: {
      ...STATUS,
      ...{ state: 'ended', deadLetters: 12, linked: [{ name: 'Example Savings Bank (HubSpot)' }] },
      lastCheck: { missingFields: ['AIX_Score__c', 'AIX_Band__c'], certificate: { state: 'refused' } },
      api: { state: 'used_up' },
    },
  },
  'SetupController.getReadiness': { value: { leads: 310, converted: 9, verdict: 'not_ready', missing: [] } },
};

/** The setup assistant before, while and after an org is connected, in both languages, and what it asks before it ends something. */
export function setupScenes(): Scene[] {
  return [
    setupScene('setup-new', NEW),
    setupScene('setup-connected', CONNECTED),
    { ...setupScene('setup-connected-german', CONNECTED), language: 'de' },
    { ...setupScene('setup-connected-dark', CONNECTED), isDark: true },
    setupScene('setup-troubled', TROUBLED),
    { ...setupScene('setup-link-code', CONNECTED), presses: ['Show a code'] },
    { ...setupScene('setup-unlink', TROUBLED), presses: ['End the link'] },
    { ...setupScene('setup-channels', CONNECTED), presses: ['Get the address'] },
    { ...setupScene('setup-disconnect', CONNECTED), presses: ['Disconnect…'] },
    { ...setupScene('setup-no-permission', {}), permissions: ['AIX_See_Scores'] },
  ];
}

function setupScene(name: string, answers: Scene['answers']): Scene {
  return {
    ...{ name, answers, language: 'en', element: 'c-scoring-setup', properties: {}, fields: {} },
    ...{ permissions: ['AIX_See_Scores', 'AIX_Set_Up_Scoring'], presses: [], isDark: false, names: {} },
  };
}
