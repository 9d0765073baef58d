import giveFeedback from '@salesforce/apex/ScoreCardController.giveFeedback';
import undoFeedback from '@salesforce/apex/ScoreCardController.undoFeedback';
import ScoreFeedback from 'c/scoreFeedback';
import { createElement } from 'lwc';

jest.mock(
  '@salesforce/apex/ScoreCardController.giveFeedback',
  () => ({ __esModule: true, default: jest.fn() }),
  {
    virtual: true,
  },
);
jest.mock(
  '@salesforce/apex/ScoreCardController.undoFeedback',
  () => ({ __esModule: true, default: jest.fn() }),
  {
    virtual: true,
  },
);
const give = giveFeedback as unknown as jest.Mock;
const takeBack = undoFeedback as unknown as jest.Mock;

const RECORD = '00Q000000000001AAA';
const RECEIPT = '7d3c1c1e-6f0e-4d0b-9a54-0d9f4d1c2b3a';

interface Question extends HTMLElement {
  receiptId: string;
}

beforeEach(() => {
  jest.useFakeTimers();
  give.mockResolvedValue({ feedbackId: 'f1' });
  takeBack.mockResolvedValue({});
});

afterEach(() => {
  document.body.replaceChildren();
  jest.useRealTimers();
  give.mockReset();
  takeBack.mockReset();
});

function openQuestion(): Question {
  const question = createElement('c-score-feedback', { is: ScoreFeedback }) as unknown as Question;
  Object.assign(question, { recordId: RECORD, receiptId: RECEIPT });
  document.body.append(question);
  return question;
}

async function painted(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

type Button = HTMLElement & { label: string; disabled: boolean };
const buttons = (question: Question) => [
  ...(question.shadowRoot as ShadowRoot).querySelectorAll<Button>('lightning-button'),
];
const labels = (question: Question) => buttons(question).map(({ label }) => label);
const said = (question: Question) => question.shadowRoot?.querySelector('[role="status"]')?.textContent ?? '';

async function press(question: Question, label: string): Promise<void> {
  buttons(question)
    .find(button => button.label === label)
    ?.click();
  await painted();
}

/** The rules need a clock that goes. */
async function expectAccessible(question: Question): Promise<void> {
  jest.useRealTimers();
  await expect(question).toBeAccessible();
  jest.useFakeTimers();
}

const wishOf = (call: number) =>
  give.mock.calls[call]?.[0] as { recordId: string; feedback: Record<string, unknown> };

describe('c-score-feedback', () => {
  it('takes one click when the score is right', async () => {
    const question = openQuestion();
    await press(question, 'Yes');
    const { recordId, feedback } = wishOf(0);
    expect(recordId).toBe(RECORD);
    expect(feedback).toEqual({
      receiptId: RECEIPT,
      isRight: true,
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(said(question)).toBe('Thanks. It is kept with this score.');
    await expectAccessible(question);
  });

  it('takes two clicks when it is not, and asks why', async () => {
    const question = openQuestion();
    await press(question, 'No');
    expect(labels(question)).toEqual([
      ...['Wrong fit', 'Wrong timing', 'Bad data', 'Already a customer', 'Competitor or student', 'Other'],
      'Cancel',
    ]);
    await expectAccessible(question);
    await press(question, 'Already a customer');
    expect(wishOf(0).feedback).toMatchObject({ isRight: false, reason: 'already_customer' });
    expect(wishOf(0).feedback).not.toHaveProperty('note');
  });

  it('takes a person’s own words for another reason, or none', async () => {
    const question = openQuestion();
    await press(question, 'No');
    await press(question, 'Other');
    expect(give).not.toHaveBeenCalled();
    const note = question.shadowRoot?.querySelector<HTMLInputElement>('lightning-textarea');
    Object.assign(note as object, { value: '  Met them at the fair ' });
    await expectAccessible(question);
    await press(question, 'Send');
    expect(wishOf(0).feedback).toMatchObject({ reason: 'other', note: 'Met them at the fair' });
  });

  it('can be left without an answer', async () => {
    const question = openQuestion();
    await press(question, 'No');
    await press(question, 'Cancel');
    expect(labels(question)).toEqual(['Yes', 'No']);
    expect(give).not.toHaveBeenCalled();
  });

  it('can be taken back for ten seconds', async () => {
    const question = openQuestion();
    await press(question, 'Yes');
    jest.advanceTimersByTime(9_999);
    await painted();
    await press(question, 'Undo');
    expect(takeBack).toHaveBeenCalledWith({
      recordId: RECORD,
      feedbackId: 'f1',
      idempotencyKey: expect.not.stringMatching(String(wishOf(0).feedback.idempotencyKey)),
    });
    expect(said(question)).toBe('Taken back.');
    expect(labels(question)).toEqual(['Yes', 'No']);
  });

  it('can no longer be taken back after that', async () => {
    const question = openQuestion();
    await press(question, 'Yes');
    jest.advanceTimersByTime(10_000);
    await painted();
    expect(labels(question)).toEqual([]);
    expect(said(question)).toBe('Thanks. It is kept with this score.');
  });

  it('says what went wrong, stays where it was, and sends the same wish again', async () => {
    give.mockRejectedValueOnce({ body: { message: 'BUSY' } });
    const question = openQuestion();
    await press(question, 'Yes');
    expect(said(question)).toContain('Try again in a minute');
    await press(question, 'Yes');
    expect(wishOf(1)).toEqual(wishOf(0));
    expect(said(question)).toContain('Thanks');
  });

  it('sends a wish once, however often it is pressed', async () => {
    give.mockReturnValue(new Promise(() => undefined));
    const question = openQuestion();
    await press(question, 'Yes');
    await press(question, 'Yes');
    expect(give).toHaveBeenCalledTimes(1);
    expect(buttons(question).every(({ disabled }) => disabled)).toBe(true);
  });

  it('asks anew about another score', async () => {
    const question = openQuestion();
    await press(question, 'Yes');
    question.receiptId = 'another';
    await painted();
    expect(labels(question)).toEqual(['Yes', 'No']);
    expect(said(question)).toBe('');
  });

  it('waits for nothing once it is off the page', async () => {
    const question = openQuestion();
    await press(question, 'Yes');
    question.remove();
    expect(jest.getTimerCount()).toBe(0);
  });
});
