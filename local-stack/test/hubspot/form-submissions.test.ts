import assert from 'node:assert/strict';
import { PORTAL_ID, withPortal } from './portal-fixture.ts';

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

  it('fill a contact in, or make one, and what the platform calculates of it', async () => {
    await withPortal({ contactCount: 1 }, async portal => {
      const submit = (value: string, submittedAt: number, form = 'form-1', portalId: number = PORTAL_ID) =>
        portal.call('POST', `/submissions/v3/integration/submit/${portalId}/${form}`, {
          fields: [
            { name: 'email', value },
            { name: 'job', value: 'clerk' },
          ],
          context: { pageName: 'Prices' },
          submittedAt,
        });
      const [early, late] = [Date.UTC(2026, 9, 1), Date.UTC(2026, 9, 2)];
      await submit('person0@lead.example', early);
      await submit('person0@lead.example', late, 'form-2');
      assert.equal((await submit('new@lead.example', late)).status, 200);
      assert.equal((await submit('', late)).status, 400);
      assert.equal((await submit('new@lead.example', late, 'form-1', 1)).status, 404);
      const names = [
        ...['job', 'first_conversion_date', 'recent_conversion_date', 'recent_conversion_event_name'],
        ...['num_conversion_events', 'num_unique_conversion_events', 'hs_calculated_form_submissions'],
      ];
      const contacts = '/crm/objects/2026-03/contacts';
      const { body } = await portal.call('GET', `${contacts}?properties=${names.join(',')}`);
      const [known, made] = (body.results as { properties: Record<string, string | null> }[]).map(
        ({ properties }) => names.map(name => properties[name]),
      );
      const [first, recent] = [early, late].map(ms => new Date(ms).toISOString());
      const listed = `form-2::${late};form-1::${early}`;
      assert.deepEqual(known, ['clerk', first, recent, 'Prices: form-2', '2', '2', listed]);
      assert.deepEqual(made, ['clerk', recent, recent, 'Prices: form-1', '1', '1', `form-1::${late}`]);
      const merge = { primaryObjectId: '51', objectIdToMerge: '52' };
      const { status } = await portal.call('POST', `${contacts}/merge`, merge);
      assert.equal(status, 200);
      const { body: after } = await portal.call('GET', `${contacts}?properties=${names.join(',')}`);
      const [merged] = after.results as { properties: Record<string, string | null> }[];
      assert.equal(merged?.properties.num_conversion_events, '3');
    });
  });

  it('need the scope for forms', async () => {
    await withPortal({ ...seed, app: {} }, async portal => {
      assert.equal((await portal.call('GET', FORM)).body.category, 'MISSING_SCOPES');
    });
  });
});
