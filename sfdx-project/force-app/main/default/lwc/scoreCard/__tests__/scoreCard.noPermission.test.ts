import getCard from '@salesforce/apex/ScoreCardController.getCard';
import { getRecord } from 'lightning/uiRecordApi';
import savedFields from 'saved-fields';
import { emitFields, openCard, painted, textOf } from './openCard';

// The platform says undefined for a permission that the user lacks.
jest.mock('@salesforce/customPermission/AIX_See_Scores', () => ({ __esModule: true, default: undefined }), {
  virtual: true,
});
jest.mock('@salesforce/apex/ScoreCardController.getCard', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true,
});

interface Wired {
  /** What the component last asked of the platform. */
  getLastConfig(): Record<string, unknown> | undefined;
}

afterEach(() => {
  document.body.replaceChildren();
});

describe('c-score-card, for a user without the permission', () => {
  it('names the permission set and shows no score', async () => {
    const card = openCard();
    emitFields(savedFields);
    await painted();
    expect(textOf(card)).toContain('Ask your admin for the permission set “AIX Lead Scoring Rep”.');
    expect(textOf(card)).not.toContain('82');
    await expect(card).toBeAccessible();
  });

  it('asks neither the service nor the platform for anything', async () => {
    openCard();
    await painted();
    expect(getCard).not.toHaveBeenCalled();
    expect((getRecord as unknown as Wired).getLastConfig()?.recordId).toBeUndefined();
  });
});
