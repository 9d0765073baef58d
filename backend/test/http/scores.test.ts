import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DATABASE_KIND } from '../support/test-database.ts';
import { type ServedTenants, serveTenants } from './service-fixture.ts';

interface Json {
  [name: string]: unknown;
}

describe(`what people do about scores, on ${DATABASE_KIND}`, () => {
  let served: ServedTenants;
  let leadId: string;
  let receiptId: string;
  let rep: Record<string, string>;
  before(async () => {
    served = await serveTenants();
    leadId = (await get<{ leadId: string }[]>('/v1/leads'))[0]!.leadId;
    receiptId = (await receipts())[0]!.receiptId;
    const token = await served.service.sessionToken(served.tenantId, { person: 'Ada', role: 'rep' });
    rep = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  });
  after(() => served.close());

  const get = async <T>(path: string): Promise<T> => (await served.call(path)).json() as Promise<T>;
  const receipts = () => get<{ receiptId: string }[]>(`/v1/leads/${leadId}/receipts`);
  const post = (path: string, body: object = {}, headers = rep) =>
    served.call(path, { method: 'POST', body: JSON.stringify(body), headers });
  const jsonOf = async (answering: Promise<Response>): Promise<Json> => {
    const response = await answering;
    assert.equal(response.status, 200);
    return (await response.json()) as Json;
  };
  const refusalOf = async (answering: Promise<Response>, status: number): Promise<string> => {
    const response = await answering;
    assert.equal(response.status, status);
    return String(((await response.json()) as Json).detail);
  };
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const fieldsOf = async () => {
    const [row] = await served.service.context.database.query<{ values: Json }>(
      `select values from outbox where tenant_id = $1 and object_id = 'scored'`,
      [served.tenantId],
    );
    return row!.values;
  };

  // biome-ignore lint/suspicious/noExplicitAny: a card as the app reads it, held to its schema elsewhere
  const card = () => get<any>(`/v1/connections/${served.connectionId}/records/Lead/scored/card`);

  describe('the card', () => {
    it('says until when the CRM’s limit keeps the score from the record', async () => {
      assert.equal((await card()).notice, null);
      const { database } = served.service.context;
      const hour = new Date();
      const used = (calls: number) =>
        database.query(
          `insert into api_usage as u (tenant_id, connection_id, hour, calls, limited, day_used, day_limit, last_call_at)
           values ($1, $2, date_trunc('hour', $3::timestamptz), $4, 0, $4, 1000, $3)
           on conflict (tenant_id, connection_id, hour) do update set calls = $4, day_used = $4, day_limit = 1000`,
          [served.tenantId, served.connectionId, hour, calls],
        );
      await used(199);
      assert.equal((await card()).notice, null);
      await used(200);
      const { level, text } = (await card()).notice;
      assert.equal(level, 'delayed');
      assert.match(text, /delayed by Salesforce limits until about .*\d\d:00$/);
      await used(1);
    });

    it('tells the scores that were published before', async () => {
      const published = (await receipts()).length;
      const { standing } = await card();
      assert.equal(standing.history, null, `${published} receipts of one score`);
    });
  });

  describe('what a CRM’s app does, which knows records only', () => {
    const record = (what: string) => `/v1/connections/${served.connectionId}/records/Lead/scored/${what}`;

    it('sets and ends an override', async () => {
      const band = { band: 'Warm', reason: 'Asked for a call', endsAt: inDays(3) };
      const { leadId: whose, setBy } = await jsonOf(post(record('override'), band));
      assert.deepEqual([whose, setBy], [leadId, 'Ada']);
      assert.equal((await fieldsOf()).override_band, 'Warm');
      await jsonOf(post(record('override/end')));
      assert.equal((await fieldsOf()).override_band, null);
      await refusalOf(post(record('override/end')), 404);
    });

    it('gives feedback to the score on the record, or to one that it names', async () => {
      const [newest] = await receipts();
      const { receiptId: about, givenBy } = await jsonOf(post(record('feedback'), { isRight: true }));
      assert.deepEqual([about, givenBy], [newest!.receiptId, 'Ada']);
      const named = await jsonOf(
        post(record('feedback'), { receiptId, isRight: false, reason: 'wrong_timing' }),
      );
      assert.equal(named.receiptId, receiptId);
    });

    it('gives none to another lead’s score', async () => {
      const second = `/v1/connections/${served.connectionId}/records/Lead/second/feedback`;
      await refusalOf(post(second, { receiptId, isRight: true }), 404);
    });

    it('knows no record that was never read', async () => {
      const unread = `/v1/connections/${served.connectionId}/records/Lead/unread`;
      await refusalOf(post(`${unread}/feedback`, { isRight: true }), 404);
      await refusalOf(post(`${unread}/override/end`), 404);
    });
  });

  describe('an override', () => {
    const set = (changes: object = {}) =>
      post(`/v1/leads/${leadId}/overrides`, {
        band: 'Low',
        reason: 'They have no budget',
        endsAt: inDays(7),
        ...changes,
      });

    it('stands beside the model’s score, with who set it and why, and freezes nothing', async () => {
      const before = await fieldsOf();
      const override = await jsonOf(set());
      assert.deepEqual([override.setBy, override.reason], ['Ada', 'They have no budget']);
      const { override_band, override_until, band, score } = await fieldsOf();
      assert.deepEqual([override_band, override_until], ['Low', override.endsAt]);
      assert.deepEqual([band, score], [before.band, before.score]);
    });

    it('stands on the card with why, and can be ended from there', async () => {
      const { overrideId } = await jsonOf(set({ reason: 'Back in spring' }));
      const { standing } = await card();
      assert.equal(standing.override.overrideId, overrideId);
      assert.equal(standing.override.reason.text, 'Reason: “Back in spring”');
      await jsonOf(post(`/v1/overrides/${overrideId}/end`));
    });

    it('is replaced by a later one, and ends when a person ends it', async () => {
      const { overrideId } = await jsonOf(set({ band: 'Nurture' }));
      assert.equal((await fieldsOf()).override_band, 'Nurture');
      await jsonOf(post(`/v1/overrides/${overrideId}/end`));
      // The earlier one, which has not ended, holds again.
      assert.equal((await fieldsOf()).override_band, 'Low');
      for (const each of await get<Json[]>(`/v1/leads/${leadId}/overrides`))
        if (each.undoneAt === null) await jsonOf(post(`/v1/overrides/${each.overrideId}/end`));
      assert.equal((await fieldsOf()).override_band, null);
      await refusalOf(post(`/v1/overrides/${overrideId}/end`), 404);
    });

    it('moves no points when receipts are compared', async () => {
      await jsonOf(set());
      const [newest, before] = await receipts();
      const changes = await get<Json>(`/v1/receipts/${newest!.receiptId}/changes?since=${before!.receiptId}`);
      assert.deepEqual(changes.points, { decay: 0, events: 0, fields: 0, model: 0, override: 0 });
      assert.deepEqual(
        [(changes.from as Json).overrideBand, (changes.to as Json).overrideBand],
        [null, 'Low'],
      );
    });

    it('needs a reason, a band that there is, and an end within 90 days', async () => {
      for (const wrong of [
        { reason: '  ' },
        { band: 'Lukewarm' },
        { endsAt: inDays(91) },
        { endsAt: inDays(-1) },
        { endsAt: 'Friday' },
        { reason: 'x'.repeat(501) },
        { reason: 'a\u0000b' },
      ])
        await refusalOf(set(wrong), 400);
    });

    it('is told that its end lies in the past, or too far away', async () => {
      assert.match(await refusalOf(set({ endsAt: inDays(-1) }), 400), /must lie in the future, got \d{4}-/);
      assert.match(await refusalOf(set({ endsAt: inDays(91) }), 400), /within 90 days.*give a nearer day/);
    });

    it('takes an end in any zone', async () => {
      const endsAt = inDays(2);
      const berlin = new Date(Date.parse(endsAt) + 7_200_000).toISOString().replace('Z', '+02:00');
      for (const written of [endsAt.replace('Z', '+00:00'), berlin]) {
        const override = await jsonOf(set({ endsAt: written }));
        assert.equal(override.endsAt, endsAt);
        await jsonOf(post(`/v1/overrides/${override.overrideId}/end`));
      }
    });

    it('is refused for a lead that there is not', async () => {
      const body = { band: 'Low', reason: 'why', endsAt: inDays(1) };
      assert.match(
        await refusalOf(post(`/v1/leads/${randomUUID()}/overrides`, body), 404),
        /There is no lead/,
      );
    });
  });

  describe('feedback', () => {
    const say = (body: object, id = receiptId) => post(`/v1/receipts/${id}/feedback`, body);

    it('is kept with the receipt that it is about, and can be taken back by who gave it', async () => {
      const said = await jsonOf(say({ isRight: false, reason: 'bad_data', note: 'The age is wrong' }));
      assert.deepEqual([said.receiptId, said.leadId, said.givenBy], [receiptId, leadId, 'Ada']);
      const undo = `/v1/feedback/${said.feedbackId}/undo`;
      await refusalOf(served.call(undo, { method: 'POST' }), 404);
      assert.ok((await jsonOf(post(undo))).undoneAt);
      const [kept] = await get<Json[]>(`/v1/leads/${leadId}/feedback`);
      assert.deepEqual([kept!.note, kept!.undoneAt === null], ['The age is wrong', false]);
    });

    it('changes no score', async () => {
      const before = await receipts();
      await jsonOf(say({ isRight: true }));
      assert.deepEqual(await receipts(), before);
    });

    it('needs a reason exactly when the score is not right', async () => {
      assert.match(await refusalOf(say({ isRight: false }), 400), /needs a reason/);
      await refusalOf(say({ isRight: true, reason: 'other' }), 400);
      await refusalOf(say({ isRight: false, reason: 'mood' }), 400);
      await refusalOf(say({ isRight: true }, randomUUID()), 404);
    });
  });

  it('scores a record at once when asked', async () => {
    const path = (objectId: string) =>
      `/v1/connections/${served.connectionId}/records/Lead/${objectId}/score`;
    const scored = await jsonOf(post(path('second')));
    assert.equal(scored.isPublished, false);
    assert.ok(scored.receiptId);
    assert.match(await refusalOf(post(path('unknown')), 404), /was not read yet/);
  });

  it('replays every receipt', async () => {
    for (const { receiptId: id } of await receipts()) {
      const { isSame, stored, replayed } = await get<Json>(`/v1/receipts/${id}/replay`);
      assert.ok(isSame);
      assert.deepEqual(replayed, stored);
    }
  });

  it('lets an admin, and nobody else, have dead letters tried again', async () => {
    const { database } = served.service.context;
    await database.query(`update outbox set dead_at = now(), reason = 'gone' where object_id = 'second'`);
    const [dead] = await get<Json[]>('/v1/outbox');
    assert.deepEqual([dead!.objectId, dead!.reason], ['second', 'gone']);
    assert.match(await refusalOf(post('/v1/outbox/retry'), 403), /needs an admin/);
    const retrying = served.call('/v1/outbox/retry', { method: 'POST', body: '{}' });
    assert.deepEqual(await jsonOf(retrying), { retried: 1 });
  });

  it('shows nothing of it to another tenant', async () => {
    const token = await served.service.sessionToken(served.newcomerId);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    for (const path of [`/v1/receipts/${receiptId}`, `/v1/receipts/${receiptId}/replay`])
      assert.equal((await served.call(path, { headers })).status, 404);
    for (const list of ['receipts', 'overrides', 'feedback', 'crossings'])
      assert.deepEqual(await (await served.call(`/v1/leads/${leadId}/${list}`, { headers })).json(), []);
    const body = { isRight: true };
    await refusalOf(post(`/v1/receipts/${receiptId}/feedback`, body, headers), 404);
  });
});
