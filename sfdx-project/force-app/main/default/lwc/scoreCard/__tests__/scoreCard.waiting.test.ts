import getCard from '@salesforce/apex/ScoreCardController.getCard';
import fixtures from 'card-fixtures';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import savedFields from 'saved-fields';
import { emitFields, find, openCard, painted, RECORD_ID, textOf } from './openCard';

jest.mock('@salesforce/apex/ScoreCardController.getCard', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
const service = getCard as unknown as jest.Mock;

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-11-23T14:30:00Z') });
});

afterEach(() => {
  document.body.replaceChildren();
  jest.useRealTimers();
  service.mockReset();
});

interface Request {
  answer: (view: unknown) => void;
}

/** A request that is answered when the test says so. */
function pendingRequest(): Request {
  const request = {} as Request;
  service.mockReturnValueOnce(
    new Promise(resolve => {
      request.answer = resolve;
    }),
  );
  return request;
}

const root = (card: HTMLElement) => card.shadowRoot as ShadowRoot;
const click = (selector: string, card: HTMLElement) => find(selector, root(card))?.click();

describe('c-score-card, while the service is asked', () => {
  it('asks for the card of its record', () => {
    pendingRequest();
    openCard();
    expect(service).toHaveBeenCalledWith({ recordId: RECORD_ID });
  });

  it('paints the score of the record at once, and says when it was saved', async () => {
    pendingRequest();
    const card = openCard();
    emitFields(savedFields);
    await painted();
    expect(textOf(card)).toContain('Hot · 82');
    expect(textOf(card)).toContain('54\u00a0% likely to convert in 30 days (45–62\u00a0%)');
    expect(textOf(card)).toContain('Based on 412 of your own outcomes, 87 converted');
    expect(textOf(card)).toContain('Saved 14:02');
  });

  it('holds rows free and says that it is busy until the card is there', async () => {
    const { answer } = pendingRequest();
    const card = openCard();
    await painted();
    expect(find('[aria-busy="true"]', root(card))).not.toBeNull();
    expect(find('.skeleton', root(card))).not.toBeNull();
    expect(find('[role="status"]', root(card))?.textContent).toBe('Loading the score');
    answer(fixtures['en/scored']);
    await painted();
    expect(find('[aria-busy="false"]', root(card))).not.toBeNull();
    expect(find('.skeleton', root(card))).toBeNull();
    expect(find('[role="status"]', root(card))?.textContent).toBe('');
  });

  it('says after three seconds what it is doing', async () => {
    pendingRequest();
    const card = openCard();
    jest.advanceTimersByTime(3_000);
    await painted();
    expect(find('[role="status"].waiting', root(card))?.textContent).toBe('Getting details…');
  });

  it('gives up after ten seconds and keeps the saved score', async () => {
    pendingRequest();
    const card = openCard();
    emitFields(savedFields);
    jest.advanceTimersByTime(10_000);
    await painted();
    expect(textOf(card)).toContain('Showing the score saved 14:02. Details are back soon.');
    expect(textOf(card)).toContain('Hot · 82');
    expect(find('.skeleton', root(card))).toBeNull();
  });

  it('does not take an answer that comes after it gave up', async () => {
    const { answer } = pendingRequest();
    const card = openCard();
    emitFields(savedFields);
    jest.advanceTimersByTime(10_000);
    answer(fixtures['en/never-scored']);
    await painted();
    expect(textOf(card)).toContain('Showing the score saved');
  });

  it('does not take an answer for the record that was open before', async () => {
    const { answer } = pendingRequest();
    const card = openCard();
    pendingRequest();
    Object.assign(card, { recordId: '00Q000000000002AAA' });
    answer(fixtures['en/scored']);
    await painted();
    expect(textOf(card)).not.toContain('Hot');
  });

  it('waits for nothing once it is off the page', () => {
    pendingRequest();
    openCard().remove();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('asks again when it comes back to the page', () => {
    pendingRequest();
    const card = openCard();
    card.remove();
    pendingRequest();
    document.body.append(card);
    expect(service).toHaveBeenCalledTimes(2);
  });

  it('refreshes the record’s fields with the card', async () => {
    pendingRequest().answer(fixtures['en/scored']);
    const card = openCard();
    await painted();
    pendingRequest().answer(fixtures['en/scored-old']);
    click('lightning-button-icon', card);
    await painted();
    expect(notifyRecordUpdateAvailable).toHaveBeenCalledWith([{ recordId: RECORD_ID }]);
    expect(textOf(card)).toContain('Old score');
  });
});
