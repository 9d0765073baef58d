import getCard from '@salesforce/apex/ScoreCardController.getCard';
import scoreNow from '@salesforce/apex/ScoreCardController.scoreNow';
import fixtures from 'card-fixtures';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import { find, openCard, painted, RECORD_ID, textOf } from './openCard';

jest.mock('@salesforce/apex/ScoreCardController.getCard', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
jest.mock('@salesforce/apex/ScoreCardController.scoreNow', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
const service = getCard as unknown as jest.Mock;
const scoring = scoreNow as unknown as jest.Mock;
const notified = notifyRecordUpdateAvailable as unknown as jest.Mock;

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-11-23T14:30:00Z') });
});

afterEach(() => {
  document.body.replaceChildren();
  jest.useRealTimers();
  jest.resetAllMocks();
});

const root = (card: HTMLElement) => card.shadowRoot as ShadowRoot;

async function cardOf(name: string): Promise<HTMLElement> {
  service.mockResolvedValue(fixtures[name]);
  const card = openCard();
  await painted();
  return card;
}

type Button = HTMLElement & { label: string };
const scoreButton = (card: HTMLElement) =>
  [...root(card).querySelectorAll<Button>('lightning-button')].find(({ label }) => label === 'Score now');

async function pressScoreNow(card: HTMLElement): Promise<void> {
  scoreButton(card)?.click();
  await painted();
}

describe('c-score-card, when a person acts', () => {
  it('has the lead scored, shows the new card at once and the record’s fields when they are written', async () => {
    const card = await cardOf('en/scored-standing');
    scoring.mockResolvedValue({ isPublished: true });
    service.mockResolvedValue(fixtures['en/scored-old']);
    await pressScoreNow(card);
    expect(scoring).toHaveBeenCalledWith({
      recordId: RECORD_ID,
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(textOf(card)).toContain('Old score');
    expect(notified).not.toHaveBeenCalled();
    jest.advanceTimersByTime(3_000);
    expect(notified).toHaveBeenCalledWith([{ recordId: RECORD_ID }]);
  });

  it('says so when nothing has changed', async () => {
    const card = await cardOf('en/scored-standing');
    scoring.mockResolvedValue({ isPublished: false });
    await pressScoreNow(card);
    expect(textOf(card)).toContain('Scored just now: nothing has changed.');
  });

  it('says what it is doing meanwhile, and takes no second press', async () => {
    const card = await cardOf('en/scored-standing');
    scoring.mockReturnValue(new Promise(() => undefined));
    await pressScoreNow(card);
    expect(find('[role="status"]', root(card))).not.toBeNull();
    expect(textOf(card)).toContain('Scoring this lead…');
    expect((scoreButton(card) as Button & { disabled: boolean }).disabled).toBe(true);
  });

  it('keeps the card when scoring fails, says why, and tries the same wish again', async () => {
    const card = await cardOf('en/scored-standing');
    scoring.mockRejectedValueOnce({ body: { message: 'BUSY' } }).mockResolvedValue({ isPublished: false });
    await pressScoreNow(card);
    expect(textOf(card)).toContain('Try again in a minute');
    expect(textOf(card)).toContain('Hot · 82');
    await pressScoreNow(card);
    const [first, second] = scoring.mock.calls;
    expect(second).toEqual(first);
  });

  it('offers it to a lead that was never scored, and to none that cannot be', async () => {
    expect(scoreButton(await cardOf('en/never-scored'))).toBeDefined();
    for (const name of ['en/not-eligible-lost', 'en/too-little', 'en/setup-unfinished', 'en/scored'])
      expect(scoreButton(await cardOf(name))).toBeUndefined();
  });

  it('asks for the card again when a band was set or ended', async () => {
    const card = await cardOf('en/scored-standing');
    find('c-score-override', root(card))?.dispatchEvent(new CustomEvent('scorechange'));
    await painted();
    expect(service).toHaveBeenCalledTimes(2);
    jest.advanceTimersByTime(3_000);
    expect(notified).toHaveBeenCalledTimes(1);
  });

  it('says how the score comes about when asked', async () => {
    const card = await cardOf('en/scored-standing');
    expect(textOf(card)).not.toContain('double the odds');
    const help = find('c-score-help', root(card));
    help?.shadowRoot?.querySelector<HTMLElement>('lightning-button')?.click();
    await painted();
    expect(textOf(card)).toContain('double the odds');
  });

  it('draws the scores of 30 days, hidden from screen readers, for the words beside say it', async () => {
    const card = await cardOf('en/scored-standing');
    const line = find('svg', root(card));
    expect(line?.getAttribute('aria-hidden')).toBe('true');
    expect(line?.querySelector('path')?.getAttribute('d')).toMatch(
      /^M 2 [\d.]+( H [\d.]+ V [\d.]+){5} H 98$/,
    );
    expect(textOf(card)).toContain('Rose from 61 to 82 since 24 Oct');
  });
});
