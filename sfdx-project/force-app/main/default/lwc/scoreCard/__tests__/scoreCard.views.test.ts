import getCard from '@salesforce/apex/ScoreCardController.getCard';
import fixtures from 'card-fixtures';
import savedFields from 'saved-fields';
import { emitFields, emitNames, find, openCard, painted, sentencesOf, textOf } from './openCard';

jest.mock('@salesforce/apex/ScoreCardController.getCard', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
const service = getCard as unknown as jest.Mock;

afterEach(() => {
  document.body.replaceChildren();
  jest.clearAllMocks();
});

describe('c-score-card, with a card of the service', () => {
  for (const [name, view] of Object.entries(fixtures)) {
    it(`says every sentence of ${name}, and is accessible`, async () => {
      service.mockResolvedValue(view);
      const card = openCard();
      emitFields(savedFields);
      await painted();
      emitNames({ '52': 'Bo Li', '53': 'Chi Nguyen' });
      await painted();
      const sentences = sentencesOf(view);
      expect(sentences.length).toBeGreaterThan(0);
      const text = textOf(card);
      for (const sentence of sentences) expect(text).toContain(sentence);
      await expect(card).toBeAccessible();
    });
  }

  it('says nothing of the saved score beside it', async () => {
    service.mockResolvedValue(fixtures['en/not-eligible-lost']);
    const card = openCard();
    emitFields(savedFields);
    await painted();
    expect(textOf(card)).not.toContain('82');
    expect(textOf(card)).not.toContain('Saved');
  });

  it('tells bands apart by a mark that screen readers skip, for the word says it', async () => {
    service.mockResolvedValue(fixtures['en/scored']);
    const card = openCard();
    await painted();
    const mark = find('.mark-hot', card.shadowRoot as ShadowRoot);
    expect(mark?.textContent).toBe('●');
    expect(mark?.getAttribute('aria-hidden')).toBe('true');
  });

  it('fills as many marks as the evidence has', async () => {
    service.mockResolvedValue(fixtures['en/scored-mostly-starter']);
    const card = openCard();
    await painted();
    const evidence = find('c-score-evidence', card.shadowRoot as ShadowRoot);
    const view = fixtures['en/scored-mostly-starter'];
    const filled = view?.state === 'scored' ? view.evidence.filled : undefined;
    expect(evidence?.shadowRoot?.querySelectorAll('.filled')).toHaveLength(filled ?? -1);
  });

  it('names the lists of what raises and what lowers the score', async () => {
    service.mockResolvedValue(fixtures['en/scored']);
    const card = openCard();
    await painted();
    const root = card.shadowRoot as ShadowRoot;
    expect(find('ul[aria-label="Raises the score"]', root)?.querySelectorAll('li')).toHaveLength(3);
    expect(find('ul[aria-label="Lowers the score"]', root)?.querySelectorAll('li')).toHaveLength(2);
  });

  it('names colleagues whose lead the user may see, each with a way there, and nobody else', async () => {
    service.mockResolvedValue(fixtures['en/scored-insight']);
    const card = openCard();
    await painted();
    const root = card.shadowRoot as ShadowRoot;
    expect(textOf(card)).not.toContain('Also active at this company');
    emitNames({ '52': null, '53': 'Chi Nguyen' });
    await painted();
    const links = find('c-score-colleagues', root)?.shadowRoot?.querySelectorAll('a') ?? [];
    expect([...links].map(link => [link.textContent, link.dataset.recordId])).toEqual([['Chi Nguyen', '53']]);
    expect(textOf(card)).not.toContain('last active 10:12');
  });

  it('says title and text of a card that only a later version of the app knows', async () => {
    service.mockResolvedValue({ state: 'under_review', title: 'Under review', text: 'Paused since 21 Nov.' });
    const card = openCard();
    await painted();
    expect(textOf(card)).toContain('Under review Paused since 21 Nov.');
  });

  it('asks for a newer version of the app when it can say nothing of a card', async () => {
    service.mockResolvedValue({ state: 'hologram' });
    const card = openCard();
    await painted();
    expect(textOf(card)).toContain('needs a newer version of the app');
  });
});
