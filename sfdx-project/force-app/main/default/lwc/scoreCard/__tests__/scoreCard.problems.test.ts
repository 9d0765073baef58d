import getCard from '@salesforce/apex/ScoreCardController.getCard';
import fixtures from 'card-fixtures';
import savedFields from 'saved-fields';
import { emitFields, find, openCard, painted, textOf } from './openCard';

jest.mock('@salesforce/apex/ScoreCardController.getCard', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
const service = getCard as unknown as jest.Mock;

afterEach(() => {
  document.body.replaceChildren();
  service.mockReset();
});

/** The card when Apex reports this, or fails with anything else. */
async function cardAfter(error: unknown, fields: Record<string, unknown> = {}): Promise<HTMLElement> {
  service.mockRejectedValue(error);
  const card = openCard();
  emitFields(fields);
  await painted();
  await expect(card).toBeAccessible();
  return card;
}

const reported = (message: string) => ({ body: { message } });
const button = (card: HTMLElement) => find('lightning-button', card.shadowRoot as ShadowRoot);
const link = (card: HTMLElement) => find('a', card.shadowRoot as ShadowRoot);

describe('c-score-card, without a fresh card', () => {
  it('keeps the saved score while the service is down, and tries again when asked', async () => {
    const fields = { ...savedFields, AIX_Scored_At__c: '2026-03-03T13:02:11.000Z' };
    const card = await cardAfter(reported('UNAVAILABLE'), fields);
    expect(textOf(card)).toMatch(/Showing the score saved 3 Mar.* 14:02\. Details are back soon\./);
    expect(textOf(card)).toContain('Hot · 82');
    service.mockResolvedValue(fixtures['en/scored']);
    button(card)?.click();
    await painted();
    expect(textOf(card)).toContain('Updated 3\u00a0s ago');
    expect(textOf(card)).not.toContain('Details are back soon');
  });

  it('promises no score where the record holds none', async () => {
    const card = await cardAfter(reported('UNAVAILABLE'));
    expect(textOf(card)).toContain('The details cannot be reached right now.');
    expect(textOf(card)).toContain('No score is saved on this record');
  });

  for (const [status, title] of [
    ['too_little', 'Too early to tell'],
    ['not_eligible', 'Not scored'],
  ])
    it(`says from the record that a lead has no score: ${status}`, async () => {
      const card = await cardAfter(reported('UNAVAILABLE'), { AIX_Status_Code__c: status });
      expect(textOf(card)).toContain(title);
    });

  for (const error of [
    undefined,
    null,
    'text',
    new Error('stack trace'),
    reported('Apex heap size too large'),
  ])
    it(`takes any other failure for a service that is down, without its words: ${JSON.stringify(error)}`, async () => {
      const card = await cardAfter(error, savedFields);
      expect(textOf(card)).toContain('Details are back soon');
      expect(textOf(card)).not.toMatch(/stack|heap/);
    });

  it('asks for a minute’s patience when too much was asked', async () => {
    const card = await cardAfter(reported('BUSY'), savedFields);
    expect(textOf(card)).toContain('Try again in a minute');
    expect(textOf(card)).toContain('Hot · 82');
    expect(button(card)).not.toBeNull();
  });

  it('says that a record is none that the user can see, and shows nothing of it', async () => {
    const card = await cardAfter(reported('NOT_VISIBLE'), savedFields);
    expect(textOf(card)).toContain('This record is no lead that you can see.');
    expect(textOf(card)).not.toContain('82');
    expect(button(card)).toBeNull();
  });

  for (const problem of ['NOT_CONNECTED', 'NOT_ACCEPTED'])
    it(`sends a rep to the admin while the set-up is unfinished: ${problem}`, async () => {
      const card = await cardAfter(reported(problem));
      expect(textOf(card)).toContain('Ask your admin to finish the set-up.');
      expect(link(card)).toBeNull();
    });
});
