import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { buildTracker } from '../../scripts/build-tracker.ts';
import { type CollectingService, startCollecting } from '../http/collect-fixture.ts';

describe('the tracker’s script', function () {
  this.timeout(60_000);
  let collecting: CollectingService;
  before(async () => {
    collecting = await startCollecting();
  });
  after(() => collecting?.close());

  const get = (query = '', headers = {}) =>
    fetch(`${collecting.service.url}/v1/tracker.js${query}`, { headers });

  it('is what its sources make, in at most 3 KB', async () => {
    const script = await buildTracker();
    const generated = new URL('../../tracker/generated/tracker.js', import.meta.url);
    assert.equal(readFileSync(generated, 'utf8'), script, 'run npm run generate:tracker');
    assert.equal(await (await get()).text(), script);
    assert.ok(gzipSync(script, { level: 9 }).length <= 3_072);
  });

  it('is kept for an hour, and for a year by whoever names its version', async () => {
    const first = await get();
    assert.match(first.headers.get('cache-control') ?? '', /max-age=3600\b/);
    assert.equal(first.headers.get('cross-origin-resource-policy'), 'cross-origin');
    const etag = first.headers.get('etag') ?? '';
    assert.equal((await get('', { 'if-none-match': etag, 'cache-control': 'max-age=0' })).status, 304);
    const version = etag.slice(1, 13);
    assert.match(
      (await get(`?v=${version}`)).headers.get('cache-control') ?? '',
      /max-age=31536000, immutable/,
    );
    assert.match((await get('?v=older')).headers.get('cache-control') ?? '', /max-age=3600\b/);
  });
});
