import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { SCORE_FIELDS } from '@aix/shared-scoring';

/** A stand-in that knew the product could flatter it. */
describe('the stand-ins', () => {
  const files = globSync(['local-stack/salesforce/**/*.ts', 'local-stack/hubspot/**/*.ts']);
  const names = ['aix', ...SCORE_FIELDS.filter(({ key }) => key.includes('_')).map(({ key }) => key)];

  it('name neither the product nor a field of it', () => {
    assert.ok(files.length > 10);
    for (const file of files) {
      const text = readFileSync(file, 'utf8').toLowerCase();
      for (const name of names)
        assert.ok(!new RegExp(`\\b${name}(?:\\b|_)`).test(text), `${file} names ${name}`);
    }
  });
});
