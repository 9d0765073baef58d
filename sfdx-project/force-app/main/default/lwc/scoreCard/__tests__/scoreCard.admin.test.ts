import getCard from '@salesforce/apex/ScoreCardController.getCard';
import { find, openCard, painted, textOf } from './openCard';

// The platform fixes a user's permissions when it loads the component, so an admin has a file of their own.
jest.mock('@salesforce/customPermission/AIX_Set_Up_Scoring', () => ({ __esModule: true, default: true }), {
  virtual: true,
});
jest.mock('@salesforce/apex/ScoreCardController.getCard', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});
const service = getCard as unknown as jest.Mock;

afterEach(() => {
  document.body.replaceChildren();
});

async function cardAfter(message: string): Promise<HTMLElement> {
  service.mockRejectedValue({ body: { message } });
  const card = openCard();
  await painted();
  await expect(card).toBeAccessible();
  return card;
}

describe('c-score-card, for an admin', () => {
  it('says where to enter the connection id', async () => {
    const card = await cardAfter('NOT_CONNECTED');
    expect(textOf(card)).toContain('Custom Metadata Types, AIX Setting, Manage Records, Default');
    expect(find('a', card.shadowRoot as ShadowRoot)?.getAttribute('href')).toBe(
      '/lightning/setup/CustomMetadata/home',
    );
  });

  it('says which certificate is not accepted', async () => {
    const card = await cardAfter('NOT_ACCEPTED');
    expect(textOf(card)).toContain('External Credentials, AIX Backend');
    expect(find('a', card.shadowRoot as ShadowRoot)?.getAttribute('href')).toBe(
      '/lightning/setup/NamedCredential/home',
    );
  });
});
