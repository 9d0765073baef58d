import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createEnvelope } from '../../src/security/envelope.ts';

const envelope = createEnvelope(randomBytes(32));
const CONTEXT = 'tokens of tenant/connection';
const DOES_NOT_OPEN = { name: 'SetupError', code: 'ERR_KEY_WRONG' };

describe('createEnvelope', () => {
  it('opens what it sealed, in the same context', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, context) => {
        assert.equal(envelope.open(envelope.seal(secret, context), context), secret);
      }),
    );
  });

  it('opens bytes as a database driver returns them', () => {
    const sealed = new Uint8Array(envelope.seal('secret', CONTEXT));
    assert.equal(envelope.open(sealed, CONTEXT), 'secret');
  });

  it('never seals the same way twice', () => {
    assert.notDeepEqual(envelope.seal('secret', CONTEXT), envelope.seal('secret', CONTEXT));
  });

  it('shows nothing of the secret', () => {
    const sealed = envelope.seal('a secret that is long enough', CONTEXT);
    assert.equal(sealed.includes('secret'), false);
  });

  it('does not open under another key', () => {
    const sealed = envelope.seal('secret', CONTEXT);
    assert.throws(() => createEnvelope(randomBytes(32)).open(sealed, CONTEXT), DOES_NOT_OPEN);
  });

  it('does not open in another context: moved to another row, it is worth nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (context, other) => {
        fc.pre(context !== other);
        assert.throws(() => envelope.open(envelope.seal('secret', context), other), DOES_NOT_OPEN);
      }),
    );
  });

  it('does not open with any one byte altered', () => {
    const sealed = envelope.seal('secret', CONTEXT);
    for (const [at, byte] of sealed.entries()) {
      const altered = Buffer.from(sealed);
      altered[at] = byte ^ 1;
      assert.throws(() => envelope.open(altered, CONTEXT), DOES_NOT_OPEN, `byte ${at}`);
    }
  });

  it('does not open when cut short anywhere, also to nothing', () => {
    const sealed = envelope.seal('secret', CONTEXT);
    for (let length = 0; length < sealed.length; length += 1)
      assert.throws(
        () => envelope.open(sealed.subarray(0, length), CONTEXT),
        DOES_NOT_OPEN,
        `${length} bytes`,
      );
  });

  it('names the context and neither key nor secret when it does not open', () => {
    const sealed = envelope.seal('secret', 'other');
    assert.throws(() => envelope.open(sealed, CONTEXT), {
      message: `A stored secret of ${CONTEXT} does not open with this key`,
    });
  });
});
