import assert from 'node:assert/strict';
import { emailDomainKind } from '../../src/features/email-domain.ts';

describe('emailDomainKind', () => {
  it('tells free providers, throw-away addresses and businesses apart', () => {
    assert.equal(emailDomainKind('ada@gmail.com'), 'free');
    assert.equal(emailDomainKind('x@mailinator.com'), 'disposable');
    assert.equal(emailDomainKind('ada@engines.example'), 'business');
  });

  it('knows the domains that a provider has in many countries', () => {
    for (const domain of ['yahoo.co.uk', 'hotmail.fr', 'live.nl', 'outlook.com', 'yahoo.com.br', 'gmx.net'])
      assert.equal(emailDomainKind(`a@${domain}`), 'free', domain);
    for (const domain of ['yahoo-inc.example', 'outlook.acme.com', 'notgmail.com', 'gmail.com.acme.io'])
      assert.equal(emailDomainKind(`a@${domain}`), 'business', domain);
  });

  it('counts a subdomain as the domain above it', () => {
    assert.equal(emailDomainKind('a@inbox.mailinator.com'), 'disposable');
    assert.equal(emailDomainKind('a@mail.engines.example'), 'business');
  });

  it('minds neither case nor blanks around', () => {
    assert.equal(emailDomainKind(' Ada@GMail.COM '), 'free');
  });

  it('says what is no address', () => {
    for (const text of [
      '',
      'none',
      'a@b',
      'a b@gmail.com',
      '@gmail.com',
      'a@@gmail.com',
      'a@.com',
      'a@gmail.',
    ])
      assert.equal(emailDomainKind(text), 'invalid', text);
  });
});
