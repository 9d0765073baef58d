import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ScoredCard } from '@aix/shared-scoring';
import { cardSchema } from '../../src/http/card-schema.ts';
import { eventually } from '../support/eventually.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { assertProblem } from './assert-problem.ts';
import { type ServedTenants, serveTenants } from './service-fixture.ts';

type Lead = { leadId: string; objectId: string; scorePoints: number };

describe(`the API on ${DATABASE_KIND}`, () => {
  let served: ServedTenants;
  let card: (objectId: string, connectionId?: string) => string;
  before(async () => {
    served = await serveTenants();
    card = (objectId, connectionId = served.connectionId) =>
      `/v1/connections/${connectionId}/records/Lead/${encodeURIComponent(objectId)}/card`;
  });
  after(() => served.close());

  const jsonOf = async <T>(path: string): Promise<T> => {
    const response = await served.call(path);
    assert.equal(response.status, 200, path);
    return (await response.json()) as T;
  };
  const asNewcomer = async (path: string, init: RequestInit = {}) => {
    const token = await served.service.sessionToken(served.newcomerId);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return served.call(path, { ...init, headers });
  };
  const put = (connectionId: string, body: string) =>
    served.call(`/v1/connections/${connectionId}/mappings`, { method: 'PUT', body });

  it('says how the telling of changes stands, and lets an admin switch it where the CRM can tell', async () => {
    const [connection] = await jsonOf<{ changes: object; readAt: string }[]>('/v1/connections');
    assert.ok(Date.parse(connection!.readAt) > 0);
    const silent = { lastChangeAt: null, lagMs: null, heardAt: null, problem: null, problemAt: null };
    const expected = { follow: false, ...silent, told: 0, own: 0, catchUps: 0 };
    assert.deepEqual(connection!.changes, expected);
    const path = `/v1/connections/${served.connectionId}/changes`;
    const switchTo = (body: object) => served.call(path, { method: 'PUT', body: JSON.stringify(body) });
    assert.deepEqual(await (await switchTo({ follow: false })).json(), { follow: false });
    // The service under test has no CRM set up.
    await assertProblem(await switchTo({ follow: true }), 400, 'ERR_INPUT_INVALID');
    await assertProblem(await switchTo({ follow: 'yes' }), 400, 'ERR_INPUT_INVALID');
  });

  it('takes mappings and answers with them as promised', async () => {
    const [before] = await jsonOf<object[]>('/v1/connections');
    const mappings = [{ field: 'age', source: 'Age__c' }];
    const answer = await put(served.connectionId, JSON.stringify({ mappings }));
    assert.deepEqual(await answer.json(), [{ field: 'age', kind: 'number', source: 'Age__c' }]);
    // What was read under other mappings does not count as read.
    assert.deepEqual(await jsonOf('/v1/connections'), [{ ...before, readAt: null }]);
  });

  it('lists the best open leads first, at most so many', async () => {
    const all = await jsonOf<Lead[]>('/v1/leads');
    assert.deepEqual(
      all.map(each => each.objectId),
      ['scored', 'second'],
    );
    assert.ok(all[0]!.scorePoints > all[1]!.scorePoints);
    assert.equal((await jsonOf<Lead[]>('/v1/leads?limit=1')).length, 1);
  });

  it('shows which fields may have been filled in after the outcome, in words', async () => {
    const { facts } = await jsonOf<{ facts: { leakSuspects: { column: string; sentence: string }[] } }>(
      '/v1/model',
    );
    const [suspect] = facts.leakSuspects;
    assert.equal(suspect?.column, 'Age');
    assert.match(suspect.sentence, /^"Age" alone tells converted leads from others/);
  });

  it('answers the model’s card as Markdown, with days for times', async () => {
    const response = await served.call('/v1/model/card');
    assert.match(response.headers.get('content-type') ?? '', /^text\/markdown; charset=utf-8/);
    const card = await response.text();
    assert.match(card, /^# Lead model\n/);
    assert.match(card, /\| Times of the leads \| \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d \|/);
    assert.match(await (await asNewcomer('/v1/model/card')).text(), /There is no model yet/);
  });

  it('says how far today’s leads are from those that the model learned from', async () => {
    const drift = await jsonOf<{ leads: number; features: { label: string; sentence: string }[] }>(
      '/v1/model/drift',
    );
    assert.equal(drift.leads, 3);
    assert.deepEqual(drift.features.map(({ label }) => label).sort(), [
      'Age',
      'E-mail: kind of domain',
      'Job',
    ]);
    for (const { label, sentence } of drift.features) assert.ok(sentence.startsWith(`"${label}" `), sentence);
    assert.equal(await (await asNewcomer('/v1/model/drift')).json(), null);
  });

  describe('a card', () => {
    it('is answered with 200 in each state', async () => {
      for (const [objectId, state] of [
        ['scored', 'scored'],
        ['not eligible', 'not_eligible'],
        ['unknown', 'never_scored'],
      ]) {
        const view = cardSchema.parse(await jsonOf(card(objectId!)));
        assert.equal(view.state, state);
      }
    });

    it('speaks the language that is asked for', async () => {
      const english = await jsonOf<ScoredCard>(card('scored'));
      const german = await jsonOf<ScoredCard>(`${card('scored')}?locale=de`);
      assert.equal(german.locale, 'de');
      assert.notEqual(german.probability.text, english.probability.text);
      assert.equal(german.probability.propensity, english.probability.propensity);
    });

    it('lets the log of steps say so, a little later, when it showed one', async () => {
      const { nextStep } = await jsonOf<ScoredCard>(card('scored'));
      await eventually(async () => {
        const log = await jsonOf<{ stepId: string; shownAt: string | null }[]>('/v1/next-steps');
        return log.some(({ stepId, shownAt }) => stepId === nextStep!.stepId && shownAt !== null);
      });
    });

    it('shows nothing through another tenant’s connection', async () => {
      const view = await (await asNewcomer(card('scored'))).json();
      assert.deepEqual(view, await (await asNewcomer(card('unknown', randomUUID()))).json());
    });
  });

  describe('without a session', () => {
    it('knows no token that is not ours, and does not repeat it', async () => {
      const response = await served.call('/v1/tenant', { headers: { authorization: 'Bearer t0ken' } });
      assert.ok(!(await assertProblem(response, 401, 'ERR_UNAUTHENTICATED')).includes('t0ken'));
    });
  });

  describe('with another tenant’s session', () => {
    it('shows none of its leads, connections or field problems', async () => {
      for (const path of ['/v1/leads', '/v1/connections', '/v1/field-problems'])
        assert.deepEqual(await (await asNewcomer(path)).json(), []);
      assert.equal(await (await asNewcomer('/v1/model')).json(), null);
    });

    it('does not change its connection', async () => {
      for (const [name, body] of [
        ['mappings', '{"mappings":[]}'],
        ['changes', '{"follow":false}'],
      ]) {
        const path = `/v1/connections/${served.connectionId}/${name}`;
        const response = await asNewcomer(path, { method: 'PUT', body: body! });
        await assertProblem(response, 404, 'ERR_TENANT_NOT_FOUND');
      }
    });
  });

  describe('with something wrong in the request', () => {
    const wrong: [string, string, RegExp][] = [
      ['a limit that is none', '/v1/leads?limit=many', /the query .*limit/],
      ['a limit out of range', '/v1/leads?limit=201', /limit/],
      ['a limit that comes twice', '/v1/leads?limit=1&limit=2', /limit/],
      ['a connection id that is none', '/v1/connections/1/records/Lead/2/card', /the address .*connectionId/],
    ];
    for (const [what, path, detail] of wrong)
      it(`names ${what}`, async () => {
        assert.match(await assertProblem(await served.call(path), 400, 'ERR_INPUT_INVALID'), detail);
      });

    for (const [what, suffix] of [
      ['a language that there is not', '?locale=xx'],
      ['a time zone that there is not', '?timeZone=Mars/Base'],
    ])
      it(`refuses ${what}`, async () => {
        const response = await served.call(card('scored') + suffix);
        await assertProblem(response, 400, 'ERR_INPUT_INVALID');
      });

    it('refuses ids that no CRM has: with a NUL, endless, not decodable', async () => {
      for (const path of [
        card('a\u0000b'),
        card('x'.repeat(81)),
        card('').replace('//card', '/%E0%A4%A/card'),
      ])
        await assertProblem(await served.call(path), 400, 'ERR_INPUT_INVALID');
    });

    const bodies: [string, string][] = [
      ['without what is needed', '{}'],
      ['with a field that the tenant does not have', '{"mappings":[{"field":"x","source":"X__c"}]}'],
      [
        'with a field twice',
        '{"mappings":[{"field":"age","source":"A__c"},{"field":"age","source":"B__c"}]}',
      ],
    ];
    for (const [what, body] of bodies)
      it(`refuses a body ${what}`, async () => {
        await assertProblem(await put(served.connectionId, body), 400, 'ERR_INPUT_INVALID');
      });

    it('knows no connection that is not there', async () => {
      await assertProblem(await put(randomUUID(), '{"mappings":[]}'), 404, 'ERR_TENANT_NOT_FOUND');
    });

    it('says which CRM is not set up here', async () => {
      const body = JSON.stringify({ username: 'integration@bank.example' });
      const response = await served.call('/v1/connections/salesforce', { method: 'POST', body });
      assert.match(await assertProblem(response, 400, 'ERR_INPUT_INVALID'), /salesforce is not set up here/);
    });

    it('refuses a consent that this tenant did not begin', async () => {
      const response = await served.call('/v1/connections/hubspot/callback?code=c&state=s');
      await assertProblem(response, 403, 'ERR_FORBIDDEN');
    });

    it('names what there is not', async () => {
      const detail = await assertProblem(await served.call('/v1/nothing'), 404, 'ERR_NOT_FOUND');
      assert.match(detail, /GET \/v1\/nothing.*openapi\.json/);
    });
  });
});
