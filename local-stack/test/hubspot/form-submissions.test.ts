import assert from 'node:assert/strict';
import { withPortal } from './portal-fixture.ts';

const FORM = '/form-integrations/v1/submissions/forms/form-1';
const form_submissions = [1, 3, 2].map(number => ({
  ...{ id: `submission-${number}`, formGuid: 'form-1', submittedAt: number, pageUrl: 'https://bank.example' },
  values: [{ name: 'email', value: 'person0@lead.example' }],
}));
const seed = { contactCount: 1, app: { requiredScopes: ['forms'] }, records: { form_submissions } };

describe('the HubSpot stand-in’s form submissions', () => {
  it('come the newest first, by pages of at most 50', async () => {
    await withPortal(seed, async portal => {
      const first = await portal.call('GET', `${FORM}?limit=2`);
      const times = (body: Record<string, unknown>) =>
        (body.results as { submittedAt: number }[]).map(({ submittedAt }) => submittedAt);
      assert.deepEqual(times(first.body), [3, 2]);
      const { next } = first.body.paging as { next: { after: string } };
      const second = await portal.call('GET', `${FORM}?limit=2&after=${next.after}`);
      assert.deepEqual([times(second.body), second.body.paging], [[1], undefined]);
      assert.equal((await portal.call('GET', `${FORM}?limit=51`)).status, 400);
      assert.equal((await portal.call('GET', FORM.replace('form-1', 'form-2'))).status, 404);
    });
  });

  it('need the scope for forms', async () => {
    await withPortal({ ...seed, app: {} }, async portal => {
      assert.equal((await portal.call('GET', FORM)).body.category, 'MISSING_SCOPES');
    });
  });
});
