import assert from 'node:assert/strict';
import { longId } from '../src/org/long-id.ts';

describe('longId', () => {
  it('is the id with its three check characters', () => {
    assert.equal(longId('00Q0000000000om'), '00Q0000000000omEAA');
    assert.equal(longId('001D000000IqhSL'), '001D000000IqhSLIAZ');
    assert.equal(longId('00Q0000000000omEAA'), '00Q0000000000omEAA');
  });
});
