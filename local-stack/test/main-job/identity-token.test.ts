import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { jwtVerify } from 'jose';
import { identityToken } from '../../main-job/site-visitor.ts';

const GUIDE = new URL('../../../docs/tracking.md', import.meta.url);
const HERE = new URL('.', import.meta.url);

describe('identityToken', () => {
  it('is what the guide to tracking has customers make', async () => {
    const [, example = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync(GUIDE, 'utf8')) ?? [];
    const [email, key] = [' Ada@Acme.example ', 'aix_sk_1'];
    const program = `${example}process.stdout.write(await identityToken(${JSON.stringify(email)}, '${key}'))`;
    const [ours, theirs] = [
      await identityToken(email, key),
      execFileSync('node', ['--input-type=module', '--eval', program], { cwd: HERE, encoding: 'utf8' }),
    ];
    const secret = new TextEncoder().encode(createHash('sha256').update(key).digest('hex'));
    const [made, expected] = [await jwtVerify(ours, secret), await jwtVerify(theirs, secret)];
    assert.deepEqual(made.protectedHeader, expected.protectedHeader);
    const [{ exp: _, ...claims }, { exp: _until, ...expectedClaims }] = [made.payload, expected.payload];
    assert.deepEqual(claims, expectedClaims);
  });
});
