import putOffStep from '@salesforce/apex/ScoreCardController.putOffStep';
import takeStep from '@salesforce/apex/ScoreCardController.takeStep';
import ScoreNextStep from 'c/scoreNextStep';
import { createElement } from 'lwc';

jest.mock('@salesforce/apex/ScoreCardController.takeStep', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
jest.mock(
  '@salesforce/apex/ScoreCardController.putOffStep',
  () => ({ __esModule: true, default: jest.fn() }),
  {
    virtual: true,
  },
);
const take = takeStep as unknown as jest.Mock;
const putOff = putOffStep as unknown as jest.Mock;

const RECORD = '00Q000000000001AAA';
const STEP = {
  stepId: '3f9f1c52-5d53-4c53-8f0d-0c2d3a1b7e11',
  makesTask: true,
  draft: { subject: 'Your request', body: 'Hello Ada,\n\nthank you' },
  answer: null as { kind: string; text: string } | null,
};

beforeEach(() => {
  take.mockResolvedValue({ status: 'made' });
  putOff.mockResolvedValue({ until: '2026-11-24T09:00:00Z' });
});

afterEach(() => {
  document.body.replaceChildren();
  take.mockReset();
  putOff.mockReset();
});

async function painted(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

/** The component on the page, and how often it said that the score changed. */
function openStep(step: object | null = STEP): { element: HTMLElement; changes: jest.Mock } {
  const element = createElement('c-score-next-step', { is: ScoreNextStep }) as unknown as HTMLElement;
  Object.assign(element, { recordId: RECORD, lines: ['Call before 16:00'], note: 'Team rule', step });
  const changes = jest.fn();
  element.addEventListener('scorechange', changes);
  document.body.append(element);
  return { element, changes };
}

const find = (element: HTMLElement, what: string) =>
  (element.shadowRoot as ShadowRoot).querySelector<HTMLElement>(what);
const said = (element: HTMLElement) => find(element, '[data-said]')?.textContent;

describe('c-score-next-step', () => {
  it('makes the step a task, once, and says so', async () => {
    const { element, changes } = openStep();
    find(element, '[data-do]')?.click();
    find(element, '[data-do]')?.click();
    await painted();
    expect(take).toHaveBeenCalledTimes(1);
    expect(take.mock.calls[0][0]).toMatchObject({ recordId: RECORD, stepId: STEP.stepId });
    expect(said(element)).toBe('The task is made.');
    expect(changes).toHaveBeenCalledTimes(1);
  });

  it('tries again with the same key, and says what the CRM refused', async () => {
    const { element } = openStep();
    take.mockRejectedValueOnce({ body: { message: 'BUSY' } });
    find(element, '[data-do]')?.click();
    await painted();
    expect(said(element)).toBe('Too many cards were opened at once. Try again in a minute.');
    take.mockResolvedValueOnce({ status: 'refused' });
    find(element, '[data-do]')?.click();
    await painted();
    const [first, second] = take.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey);
    expect(second).toBe(first);
    expect(said(element)).toBe('Your CRM did not take the task. Ask your admin to look at the deliveries.');
  });

  it('asks when a step that is put off shall come back', async () => {
    const { element, changes } = openStep();
    find(element, '[data-not-now]')?.click();
    await painted();
    find(element, '[data-delay="week"]')?.click();
    await painted();
    expect(putOff.mock.calls[0][0]).toMatchObject({ stepId: STEP.stepId, delay: 'week' });
    expect(changes).toHaveBeenCalledTimes(1);
    expect(find(element, '[data-not-now]')).not.toBeNull();
  });

  it('shows a draft when it is asked for', async () => {
    const { element } = openStep();
    expect(find(element, '.draft')).toBeNull();
    find(element, '[data-draft]')?.click();
    await painted();
    expect(find(element, '.draft')?.textContent).toContain('thank you');
  });

  it('has no buttons where nobody has to do anything', () => {
    const { element } = openStep({ ...STEP, makesTask: false, draft: null });
    for (const button of ['[data-do]', '[data-not-now]']) expect(find(element, button)).toBeNull();
  });

  it('asks nothing of a step that was taken, nor in the first paint', () => {
    const taken = openStep({ ...STEP, answer: { kind: 'taken', text: 'A task was made' } }).element;
    const saved = openStep(null).element;
    for (const element of [taken, saved]) expect(find(element, '[data-do]')).toBeNull();
  });
});
