import checkConnection from '@salesforce/apex/SetupController.checkConnection';
import disconnect from '@salesforce/apex/SetupController.disconnect';
import getReadiness from '@salesforce/apex/SetupController.getReadiness';
import getSetting from '@salesforce/apex/SetupController.getSetting';
import getStatus from '@salesforce/apex/SetupController.getStatus';
import issueChannelAddress from '@salesforce/apex/SetupController.issueChannelAddress';
import issueLinkCode from '@salesforce/apex/SetupController.issueLinkCode';
import redeemLinkCode from '@salesforce/apex/SetupController.redeemLinkCode';
import saveSetting from '@salesforce/apex/SetupController.saveSetting';
import unlink from '@salesforce/apex/SetupController.unlink';
import ScoringSetup from 'c/scoringSetup';
import { createElement } from 'lwc';

jest.mock('@salesforce/customPermission/AIX_Set_Up_Scoring', () => ({ __esModule: true, default: true }), {
  virtual: true,
});
jest.mock(
  '@salesforce/apex/SetupController.checkConnection',
  () => ({ __esModule: true, default: jest.fn() }),
  { virtual: true },
);
jest.mock('@salesforce/apex/SetupController.disconnect', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
jest.mock('@salesforce/apex/SetupController.getReadiness', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
jest.mock('@salesforce/apex/SetupController.getSetting', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
jest.mock('@salesforce/apex/SetupController.getStatus', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
jest.mock(
  '@salesforce/apex/SetupController.issueChannelAddress',
  () => ({ __esModule: true, default: jest.fn() }),
  { virtual: true },
);
jest.mock(
  '@salesforce/apex/SetupController.issueLinkCode',
  () => ({ __esModule: true, default: jest.fn() }),
  { virtual: true },
);
jest.mock(
  '@salesforce/apex/SetupController.redeemLinkCode',
  () => ({ __esModule: true, default: jest.fn() }),
  { virtual: true },
);
jest.mock('@salesforce/apex/SetupController.saveSetting', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
jest.mock('@salesforce/apex/SetupController.unlink', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});

const mocked = (method: unknown) => method as jest.Mock;
const STATUS = {
  ...{
    state: 'working',
    name: 'Acme',
    connectedAs: 'aix@acme.example',
    leads: 100,
    scored: 90,
    deadLetters: 0,
  },
  ...{ lastCheck: null, api: { state: 'open' }, linked: [] as { name: string }[] },
};
const LOSSES = { overrides: 3, feedback: 2, events: 1, receipts: 7 };
const CHECK = { missingFields: ['AIX_Score__c'], certificate: { state: 'absent' } };
const ID = '0b8a2f4e-3c59-4f6e-8d0b-6a1f0c9e7d55';

beforeEach(() => {
  mocked(getSetting).mockResolvedValue({ connectionId: ID, certificate: null });
  mocked(getStatus).mockResolvedValue(STATUS);
  mocked(getReadiness).mockResolvedValue({
    leads: 100,
    converted: 20,
    verdict: 'usable',
    missing: ['Field history is off'],
  });
});

afterEach(() => {
  document.body.replaceChildren();
  jest.resetAllMocks();
});

async function painted(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

async function openAssistant(): Promise<ShadowRoot> {
  const assistant = createElement('c-scoring-setup', { is: ScoringSetup }) as unknown as HTMLElement;
  document.body.append(assistant);
  await painted();
  return assistant.shadowRoot as ShadowRoot;
}

function textOf(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  const inner = (node as Element).shadowRoot?.childNodes ?? [];
  return [...inner, ...node.childNodes].map(textOf).join(' ');
}

/** The inside of one of the steps. */
const step = (root: ShadowRoot, name: string) =>
  root.querySelector(`c-setup-${name}`)?.shadowRoot as ShadowRoot;

async function press(inside: ShadowRoot, selector: string): Promise<void> {
  const buttons = [...inside.querySelectorAll<HTMLElement & { label: string }>('lightning-button')];
  buttons
    .find(button => button.label === selector || button.matches(selector.startsWith('[') ? selector : 'none'))
    ?.click();
  await painted();
}

const KEY = expect.stringMatching(/^[0-9a-f]{32}$/);

describe('c-scoring-setup', () => {
  it('says how the connection stands and whether there is enough to learn from', async () => {
    const root = await openAssistant();
    const text = textOf(root);
    for (const words of [
      ...['Acme is connected as aix@acme.example.', '90 of 100 leads have a score.'],
      ...['enough for a first model', '100 leads were read, 20 of them converted.', 'Field history is off'],
    ])
      expect(text).toContain(words);
    await expect(root.host).toBeAccessible();
  });

  it('shows every step while nothing is connected, and where to begin', async () => {
    for (const ask of [getStatus, getReadiness])
      mocked(ask).mockRejectedValue({ body: { message: 'NOT_CONNECTED' } });
    mocked(getSetting).mockResolvedValue({ connectionId: null, certificate: null });
    const root = await openAssistant();
    expect(root.querySelectorAll('li')).toHaveLength(6);
    expect(textOf(root)).toContain('Enter this org’s connection id');
    await expect(root.host).toBeAccessible();
  });

  it('makes a test call and says what is missing', async () => {
    mocked(checkConnection).mockResolvedValue(CHECK);
    const root = await openAssistant();
    await press(step(root, 'health'), 'Check now');
    expect(checkConnection).toHaveBeenCalledWith({ idempotencyKey: KEY });
    expect(textOf(root)).toContain('No certificate is saved');
    expect(textOf(root)).toContain('cannot write: AIX_Score__c.');
  });

  it('saves connection id and certificate, and looks again', async () => {
    const root = await openAssistant();
    const settings = step(root, 'settings');
    const fields = [
      ...settings.querySelectorAll<HTMLElement & { name: string; value: string }>('[data-field]'),
    ];
    expect(fields.map(({ name, value }) => [name, value])).toEqual([
      ['connectionId', ID],
      ['certificate', ''],
    ]);
    for (const field of fields) {
      if (field.name === 'certificate') field.value = ' -----BEGIN CERTIFICATE----- ';
      Object.assign(field, { reportValidity: () => true });
    }
    mocked(getStatus).mockClear();
    await press(settings, 'Save');
    expect(saveSetting).toHaveBeenCalledWith({
      connectionId: ID,
      certificate: '-----BEGIN CERTIFICATE-----',
    });
    expect(textOf(settings)).toContain('takes up to a minute');
    expect(getStatus).toHaveBeenCalled();
  });

  it('shows a code for the other CRM, and takes one of it', async () => {
    mocked(redeemLinkCode).mockResolvedValue({ linked: false, losses: LOSSES });
    mocked(issueLinkCode).mockResolvedValue({ code: 'K7QP-4M2X', expiresAt: new Date().toISOString() });
    const root = await openAssistant();
    const link = step(root, 'link');
    await press(link, 'Show a code');
    expect(textOf(link)).toMatch(/K7QP-4M2X .*It holds once, until/s);
    const field = link.querySelector('lightning-input');
    Object.assign(field as object, { value: ' ABCD ', reportValidity: () => true });
    await press(link, 'Link');
    expect(redeemLinkCode).toHaveBeenLastCalledWith({
      code: 'ABCD',
      isConfirmed: false,
      idempotencyKey: KEY,
    });
    expect(textOf(link)).toContain('3 bands set by people, 2 answers on scores, 1 events and 7 receipts');
    expect(textOf(link)).not.toContain('Linked.');
    await press(link, '[data-confirm]');
    expect(redeemLinkCode).toHaveBeenLastCalledWith({ code: 'ABCD', isConfirmed: true, idempotencyKey: KEY });
    expect(textOf(link)).toContain('Linked.');
  });

  it('ends a link only when that is confirmed', async () => {
    mocked(getStatus).mockResolvedValue({ ...STATUS, linked: [{ name: 'Acme’s portal' }] });
    const root = await openAssistant();
    const link = step(root, 'link');
    expect(textOf(link)).toContain('Linked to Acme’s portal.');
    mocked(unlink).mockResolvedValue({ unlinked: false, losses: LOSSES });
    await press(link, 'End the link');
    expect(unlink).toHaveBeenLastCalledWith({ isConfirmed: false, idempotencyKey: KEY });
    expect(textOf(link)).toContain('3 bands set by people');
    await expect(root.host).toBeAccessible();
    await press(link, '[data-confirm]');
    expect(unlink).toHaveBeenLastCalledWith({ isConfirmed: true, idempotencyKey: KEY });
  });

  it('leads to the page of alert channels by an address that holds once', async () => {
    const url = 'https://aix.example/alert-channels/enter?pass=p';
    mocked(issueChannelAddress).mockResolvedValue({ url, expiresAt: new Date().toISOString() });
    const inside = step(await openAssistant(), 'channels');
    expect(inside.querySelector('a')).toBeNull();
    await press(inside, 'Get the address');
    expect(issueChannelAddress).toHaveBeenCalledWith({ idempotencyKey: KEY });
    expect(inside.querySelector('a')?.href).toBe(url);
    expect(textOf(inside)).toMatch(/Open the alert channels .*It holds once, until/s);
  });

  it('disconnects only when that is confirmed, after saying what is removed', async () => {
    const root = await openAssistant();
    const inside = step(root, 'disconnect');
    await press(inside, 'Disconnect…');
    expect(textOf(inside)).toContain('This cannot be undone.');
    await press(inside, 'Cancel');
    expect(textOf(inside)).not.toContain('This cannot be undone.');
    expect(disconnect).not.toHaveBeenCalled();
    await press(inside, 'Disconnect…');
    await press(inside, 'Disconnect and delete');
    expect(disconnect).toHaveBeenCalledWith({ idempotencyKey: KEY });
    expect(textOf(inside)).toContain('Disconnected.');
  });

  it('tries the same wish again after a failure, and says why it failed', async () => {
    mocked(disconnect).mockRejectedValueOnce({ body: { message: 'UNAVAILABLE' } });
    const root = await openAssistant();
    const inside = step(root, 'disconnect');
    await press(inside, 'Disconnect…');
    await press(inside, 'Disconnect and delete');
    expect(textOf(inside)).toContain('cannot be reached right now');
    await press(inside, 'Disconnect and delete');
    const [first, second] = mocked(disconnect).mock.calls;
    expect(second).toEqual(first);
  });
});
