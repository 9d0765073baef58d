import assert from 'node:assert/strict';
import { type ServedPortal, servePortal } from './portal-fixture.ts';

const CONTACTS = '/crm/objects/2026-03/contacts';

describe('the HubSpot stand-in’s limits', () => {
  let portal: ServedPortal;
  let now: number;

  beforeEach(async () => {
    now = Date.UTC(2026, 10, 22);
    portal = await servePortal({ contactCount: 1 }, { now: () => now });
  });
  afterEach(() => portal.close());

  const list = () => portal.call('GET', CONTACTS);
  const search = () => portal.call('POST', `${CONTACTS}/search`, {});
  const repeat = async <T>(times: number, act: () => Promise<T>): Promise<T[]> => {
    const answers: T[] = [];
    for (let done = 0; done < times; done += 1) answers.push(await act());
    return answers;
  };

  it('let 110 requests pass in any 10 seconds and refuse the next with 429', async () => {
    const answers = await repeat(110, list);
    assert.ok(answers.every(each => each.status === 200));
    const { status, body, headers } = await list();
    assert.deepEqual([status, body.errorType, body.policyName], [429, 'RATE_LIMIT', 'TEN_SECONDLY_ROLLING']);
    assert.equal(headers.get('x-hubspot-ratelimit-remaining'), '0');
  });

  it('roll: a place is free again 10 seconds after it was taken', async () => {
    await repeat(60, list);
    now += 6000;
    await repeat(50, list);
    assert.equal((await list()).status, 429);
    now += 4000;
    assert.equal((await list()).headers.get('x-hubspot-ratelimit-remaining'), '59');
  });

  it('say in headers what is left', async () => {
    const { headers } = await list();
    assert.equal(headers.get('x-hubspot-ratelimit-max'), '110');
    assert.equal(headers.get('x-hubspot-ratelimit-remaining'), '109');
    assert.equal(headers.get('x-hubspot-ratelimit-interval-milliseconds'), '10000');
  });

  it('let 5 searches pass in a second, apart from all others and without headers', async () => {
    await repeat(110, list);
    const answers = await repeat(5, search);
    assert.ok(answers.every(each => each.status === 200 && !each.headers.has('x-hubspot-ratelimit-max')));
    const { status, body } = await search();
    assert.deepEqual(
      [status, body.policyName, body.message],
      [429, 'SECONDLY', 'You have reached your secondly limit.'],
    );
    now += 1000;
    assert.equal((await search()).status, 200);
  });
});
