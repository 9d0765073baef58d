import assert from 'node:assert/strict';
import { createLoginCodes } from '../../src/security/login-codes.ts';

describe('createLoginCodes', () => {
  it('opens the tenant that a code was issued for, as often as it is used', () => {
    const codes = createLoginCodes();
    const [one, other] = [codes.issue('one'), codes.issue('other')];
    assert.deepEqual([one, other, one].map(codes.tenantOf), ['one', 'other', 'one']);
  });

  it('makes codes that nobody guesses', () => {
    const codes = createLoginCodes();
    const issued = Array.from({ length: 100 }, () => codes.issue('one'));
    assert.equal(new Set(issued).size, 100);
    for (const code of issued) assert.match(code, /^[\w-]{22}$/);
  });

  it('knows no other code, and none of another start', () => {
    const codes = createLoginCodes();
    const code = codes.issue('one');
    for (const other of ['', 'guess', code.slice(1), `${code}x`])
      assert.equal(codes.tenantOf(other), undefined);
    assert.equal(createLoginCodes().tenantOf(code), undefined);
  });
});
