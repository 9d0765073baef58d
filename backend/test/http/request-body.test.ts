import assert from 'node:assert/strict';
import { DATABASE_KIND } from '../support/test-database.ts';
import { assertProblem } from './assert-problem.ts';
import { type CollectingService, type CollectingTenant, startCollecting } from './collect-fixture.ts';
import { describedFetch } from './described-fetch.ts';

const NO_OBJECT = 'The body must be a JSON object';

describe(`a body of a request, on ${DATABASE_KIND}`, () => {
  let service: CollectingService;
  let world: CollectingTenant;
  let session: string;
  before(async () => {
    service = await startCollecting();
    world = await service.addTenant();
    session = await world.service.sessionToken(world.tenantId);
  });
  after(() => service.close());

  const send = (path: string, token: string, body: string, type = 'application/json') =>
    describedFetch(world.service.url + path, {
      method: path === '/v1/traffic' ? 'PUT' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body,
    });
  /** Sends it to an operation of each kind that reads one. */
  const sendEverywhere = (body: string, type?: string) =>
    Promise.all([
      send('/v1/traffic', session, body, type),
      send('/v1/collect', world.secretKey, body, type),
      send('/v1/mail-links', world.secretKey, body, type),
    ]);

  for (const body of ['null', ' 7', '"text"', 'true', 'text'])
    it(`must be an object, which ${body} is not`, async () => {
      for (const response of await sendEverywhere(body))
        assert.equal(await assertProblem(response, 400, 'ERR_INPUT_INVALID'), NO_OBJECT);
    });

  it('must be an object, which a list is not', async () => {
    const [traffic, , links] = await sendEverywhere('[]');
    for (const response of [traffic, links])
      assert.equal(await assertProblem(response, 400, 'ERR_INPUT_INVALID'), NO_OBJECT);
  });

  it('must be JSON to its end', async () => {
    for (const response of await sendEverywhere('{"domains":'))
      assert.match(
        await assertProblem(response, 400, 'ERR_INPUT_INVALID'),
        /^The body must be a JSON object: Unexpected end/,
      );
  });

  it('has a largest size, which the refusal names', async () => {
    const tooLarge = `{"padding":"${'x'.repeat(2_200_000)}"}`;
    const details = await Promise.all(
      (await sendEverywhere(tooLarge)).map(each => assertProblem(each, 413, 'ERR_INPUT_TOO_LARGE')),
    );
    assert.deepEqual(
      details,
      [102_400, 1_048_576, 2_097_152].map(limit => `A request may have at most ${limit} bytes`),
    );
  });

  it('is refused in a charset that is not read', async () => {
    for (const { status } of await sendEverywhere('{}', 'application/json; charset=latin9'))
      assert.equal(status, 415);
  });
});
