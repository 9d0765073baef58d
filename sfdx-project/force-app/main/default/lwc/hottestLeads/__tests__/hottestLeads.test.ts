import getMyHottestLeads from '@salesforce/apex/HottestLeadsController.getMyHottestLeads';
import HottestLeads from 'c/hottestLeads';
import { createElement, type LightningElement } from 'lwc';

jest.mock(
  '@salesforce/apex/HottestLeadsController.getMyHottestLeads',
  () => ({
    __esModule: true,
    default: jest.requireActual('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()),
  }),
  { virtual: true },
);

interface Wired {
  emit(leads: unknown): void;
  error(body: unknown): void;
  getLastConfig(): Record<string, unknown> | undefined;
}
const wired = getMyHottestLeads as unknown as Wired;

const LEAD = {
  recordId: '00Q000000000001AAA',
  name: 'Ada Silva',
  company: 'Silva Imports',
  band: 'Hot',
  scorePoints: 91,
  trendPoints: 14,
  scoredAt: '2026-11-23T13:02:11.000Z',
};

afterEach(() => {
  document.body.replaceChildren();
});

function openList(properties: Record<string, unknown> = {}): HTMLElement {
  const list = createElement('c-hottest-leads', {
    is: HottestLeads as unknown as typeof LightningElement,
  }) as unknown as HTMLElement;
  Object.assign(list, properties);
  document.body.append(list);
  return list;
}

async function painted(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

const root = (list: HTMLElement) => list.shadowRoot as ShadowRoot;
const itemsOf = (list: HTMLElement) => [...root(list).querySelectorAll('li')];
const textOf = (list: HTMLElement) => readable(root(list)).replace(/\s+/g, ' ');

function readable(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  const inner = (node as Element).shadowRoot?.childNodes ?? [];
  return [...inner, ...node.childNodes].map(readable).join(' ');
}

describe('c-hottest-leads', () => {
  it('asks for as many leads as its page says, ten unless it does', async () => {
    openList();
    await painted();
    expect(wired.getLastConfig()).toEqual({ count: 10 });
    openList({ count: 3 });
    await painted();
    expect(wired.getLastConfig()).toEqual({ count: 3 });
  });

  it('holds rows free until the leads are there', async () => {
    const list = openList();
    expect(root(list).querySelector('[role="status"]')?.textContent).toBe('Loading your leads');
    expect(root(list).querySelector('[aria-busy="true"]')).not.toBeNull();
    await expect(list).toBeAccessible();
  });

  it('says band, score, trend and time of each lead, best first as they came', async () => {
    const list = openList();
    wired.emit([
      LEAD,
      { ...LEAD, recordId: '00Q000000000002AAA', name: 'Bo Li', band: 'Low', scorePoints: 7 },
    ]);
    await painted();
    expect(itemsOf(list)).toHaveLength(2);
    const text = textOf(list);
    for (const words of [
      'Hot · 91',
      'Ada Silva',
      'Silva Imports',
      '▲ +14 in 7 days',
      'Updated 23 Nov',
      'Low · 7',
    ])
      expect(text).toContain(words);
    await expect(list).toBeAccessible();
  });

  it('leaves out what is not known of a lead', async () => {
    const list = openList();
    wired.emit([{ ...LEAD, name: null, company: null, trendPoints: null, scoredAt: null }]);
    await painted();
    expect(textOf(list)).toContain('(no name)');
    expect(textOf(list)).not.toMatch(/null|undefined|days|Updated/);
  });

  it('links each lead', async () => {
    const list = openList();
    wired.emit([LEAD]);
    await painted();
    expect(root(list).querySelector('a')?.getAttribute('href')).toBeTruthy();
  });

  it('says that no lead has a score yet', async () => {
    const list = openList();
    wired.emit([]);
    await painted();
    expect(textOf(list)).toContain('None of your open leads has a score yet');
    await expect(list).toBeAccessible();
  });

  it('says that it failed, without the platform’s words, and recovers', async () => {
    const list = openList();
    wired.error({ message: 'Apex CPU time limit exceeded' });
    await painted();
    expect(textOf(list)).toContain('Your leads cannot be shown right now.');
    expect(textOf(list)).not.toContain('CPU');
    wired.emit([LEAD]);
    await painted();
    expect(textOf(list)).not.toContain('cannot be shown');
    expect(itemsOf(list)).toHaveLength(1);
  });
});
