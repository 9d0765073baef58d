import assert from 'node:assert/strict';
import { AixError, ConnectorError, InputError, redactEmails } from '../../src/domain/errors.ts';

describe('an error of the product', () => {
  it('says by its code alone whether to try again', () => {
    assert.equal(new ConnectorError('ERR_CRM_RATE_LIMITED', 'Too many requests').retry, true);
    assert.equal(new ConnectorError('ERR_CRM_AUTH_EXPIRED', 'The grant was revoked').retry, false);
  });

  it('carries its class’s name, its cause and how long to wait', () => {
    const cause = new Error('socket hang up');
    const error = new ConnectorError('ERR_CRM_UNAVAILABLE', 'No answer', { cause, retryAfterMs: 2000 });
    assert.ok(error instanceof AixError);
    assert.equal(error.name, 'ConnectorError');
    assert.equal(error.cause, cause);
    assert.equal(error.retryAfterMs, 2000);
  });

  it('holds no e-mail address, so that it can be logged', () => {
    const error = new InputError('ERR_INPUT_INVALID', 'No lead has the e-mail ada@acme.example');
    assert.equal(error.message, 'No lead has the e-mail [e-mail]');
  });
});

describe('redactEmails', () => {
  it('replaces every address and nothing else', () => {
    assert.equal(
      redactEmails('<ada.b+x@mail.acme.example>, "grace@navy.example" and 3 @ 5'),
      '<[e-mail]>, "[e-mail]" and 3 @ 5',
    );
  });
});
