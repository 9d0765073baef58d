import assert from 'node:assert/strict';
import { nearestName } from '../../src/cli/nearest-name.ts';

describe('nearestName', () => {
  it('finds the candidate with the fewest edits, case aside', () => {
    assert.equal(nearestName('converted', ['Convert', 'CONVERTED ', 'covered']), 'CONVERTED ');
  });

  it('finds nothing when nothing is near', () => {
    assert.equal(nearestName('converted', ['age', 'job']), undefined);
    assert.equal(nearestName('x', []), undefined);
  });
});
