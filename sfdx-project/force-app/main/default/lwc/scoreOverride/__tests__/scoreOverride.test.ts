import endOverride from '@salesforce/apex/ScoreCardController.endOverride';
import setOverride from '@salesforce/apex/ScoreCardController.setOverride';
import ScoreOverride from 'c/scoreOverride';
import { createElement } from 'lwc';

jest.mock(
  '@salesforce/apex/ScoreCardController.setOverride',
  () => ({ __esModule: true, default: jest.fn() }),
  {
    virtual: true,
  },
);
jest.mock(
  '@salesforce/apex/ScoreCardController.endOverride',
  () => ({ __esModule: true, default: jest.fn() }),
  {
    virtual: true,
  },
);
const set = setOverride as unknown as jest.Mock;
const end = endOverride as unknown as jest.Mock;

const RECORD = '00Q000000000001AAA';

beforeEach(() => {
  set.mockResolvedValue({});
  end.mockResolvedValue({});
});

afterEach(() => {
  document.body.replaceChildren();
  set.mockReset();
  end.mockReset();
});

async function painted(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

/** The component on the page, and how often it said that the score changed. */
function openOverride({ isOverridden = false } = {}): { element: HTMLElement; changes: jest.Mock } {
  const element = createElement('c-score-override', { is: ScoreOverride }) as unknown as HTMLElement;
  Object.assign(element, { recordId: RECORD, isOverridden });
  const changes = jest.fn();
  element.addEventListener('scorechange', changes);
  document.body.append(element);
  return { element, changes };
}

type Field = HTMLElement & {
  name: string;
  value: unknown;
  reportValidity: () => boolean;
  min?: string;
  max?: string;
};
const fieldsOf = (element: HTMLElement) => [
  ...(element.shadowRoot as ShadowRoot).querySelectorAll<Field>('[data-field]'),
];
const said = (element: HTMLElement) =>
  element.shadowRoot?.querySelector('[role="status"]')?.textContent ?? '';

async function press(element: HTMLElement, label: string): Promise<void> {
  const buttons =
    element.shadowRoot?.querySelectorAll<HTMLElement & { label: string }>('lightning-button') ?? [];
  [...buttons].find(button => button.label === label)?.click();
  await painted();
}

async function fillIn(element: HTMLElement, values: Record<string, unknown>, isValid = true): Promise<void> {
  await press(element, 'Set the band yourself');
  for (const field of fieldsOf(element)) {
    if (field.name in values) field.value = values[field.name];
    field.reportValidity = jest.fn(() => isValid);
    field.dispatchEvent(new CustomEvent('change'));
  }
}

const FILLED = { band: 'Warm', until: '2026-11-30', reason: ' On holiday ' };

describe('c-score-override', () => {
  it('asks for a band, a day within 90 days and a reason', async () => {
    const { element } = openOverride();
    await press(element, 'Set the band yourself');
    expect(fieldsOf(element).map(({ name }) => name)).toEqual(['band', 'until', 'reason']);
    const until = fieldsOf(element)[1];
    const days = (Date.parse(String(until?.max)) - Date.parse(String(until?.min))) / 86_400_000;
    expect(Math.round(days)).toBe(89);
    await expect(element).toBeAccessible();
  });

  it('sets the band until the end of the day, and lets the card know', async () => {
    const { element, changes } = openOverride();
    await fillIn(element, FILLED);
    await press(element, 'Save');
    expect(set).toHaveBeenCalledWith({
      recordId: RECORD,
      request: {
        band: 'Warm',
        reason: 'On holiday',
        endsAt: new Date('2026-11-30T23:59:59').toISOString(),
        idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    });
    expect(changes).toHaveBeenCalledTimes(1);
    expect(said(element)).toBe('Your band is set.');
    expect(fieldsOf(element)).toEqual([]);
  });

  it('sends nothing while something is missing, and every field says what it lacks', async () => {
    const { element } = openOverride();
    await fillIn(element, {}, false);
    await press(element, 'Save');
    expect(set).not.toHaveBeenCalled();
    for (const { reportValidity } of fieldsOf(element)) expect(reportValidity).toHaveBeenCalled();
  });

  it('keeps what was entered when it fails, says why, and tries the same wish again', async () => {
    set.mockRejectedValueOnce({ body: { message: 'UNAVAILABLE' } });
    const { element, changes } = openOverride();
    await fillIn(element, FILLED);
    await press(element, 'Save');
    expect(said(element)).toContain('cannot be reached right now');
    expect(fieldsOf(element)[2]?.value).toBe(FILLED.reason);
    expect(changes).not.toHaveBeenCalled();
    await press(element, 'Save');
    expect(set.mock.calls[1]).toEqual(set.mock.calls[0]);
  });

  it('makes another wish of a form that was altered', async () => {
    set.mockRejectedValueOnce({ body: { message: 'UNAVAILABLE' } });
    const { element } = openOverride();
    await fillIn(element, FILLED);
    await press(element, 'Save');
    fieldsOf(element)[0]?.dispatchEvent(new CustomEvent('change'));
    await press(element, 'Save');
    const [first, second] = set.mock.calls.map(([{ request }]) => request.idempotencyKey);
    expect(second).not.toBe(first);
  });

  it('can be left without a wish', async () => {
    const { element } = openOverride();
    await press(element, 'Set the band yourself');
    await press(element, 'Cancel');
    expect(fieldsOf(element)).toEqual([]);
    expect(set).not.toHaveBeenCalled();
  });

  it('ends the band that holds', async () => {
    const { element, changes } = openOverride({ isOverridden: true });
    await expect(element).toBeAccessible();
    await press(element, 'End your band now');
    expect(end).toHaveBeenCalledWith({
      recordId: RECORD,
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(changes).toHaveBeenCalledTimes(1);
    expect(said(element)).toBe('The model’s band holds again.');
  });
});
