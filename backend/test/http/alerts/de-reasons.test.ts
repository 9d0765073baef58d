import assert from 'node:assert/strict';
import { reasonInGerman } from '../../../src/http/alerts/texts/de-reasons.ts';
import { sayFault } from '../../../src/security/network-fault.ts';
import { createOutside } from '../../../src/security/outside.ts';
import { NO_MAIL_SERVER } from '../../../src/use-cases/alerts/send-mail.ts';

describe('reasonInGerman', () => {
  it('keeps what tells one case from another', () => {
    assert.equal(reasonInGerman('The receiver answered 503'), 'Der Empfänger antwortete 503');
    assert.equal(
      reasonInGerman('The receiver answered 308; redirects are not followed, give its new address'),
      'Der Empfänger antwortete 308; Weiterleitungen wird nicht gefolgt, geben Sie seine neue Adresse an',
    );
    assert.equal(
      reasonInGerman('The mail server did not answer (ECONNREFUSED)'),
      'Der E-Mail-Server hat nicht geantwortet (ECONNREFUSED)',
    );
    assert.match(reasonInGerman(NO_MAIL_SERVER) ?? '', /muss AIX_SMTP_URL und AIX_MAIL_FROM setzen/);
  });

  it('has words for each way in which nobody answers', () => {
    for (const who of ['receiver', 'mail server'] as const)
      for (const code of [
        ...['ENOTFOUND', 'ABORT_ERR', 'ETIMEDOUT', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH'],
        ...['CERT_HAS_EXPIRED', 'EPROTO', 'ESTRANGE'],
      ])
        assert.match(reasonInGerman(sayFault(who, code)) ?? code, /Empfänger|E-Mail-Server/);
    assert.equal(
      reasonInGerman(sayFault('receiver', 'ENOTFOUND')),
      'Die Adresse des Empfängers wurde nicht gefunden',
    );
  });

  it('has words for each address that is refused', () => {
    const outside = createOutside({ allowPrivate: false });
    for (const url of [
      'hook',
      'ftp://x.example',
      'https://a:b@x.example',
      'https://10.0.0.1/',
      'https://localhost/',
    ])
      assert.throws(
        () => outside.requireUrl(url),
        (error: Error) => reasonInGerman(error.message)?.startsWith('Die Adresse ') === true,
        url,
      );
  });

  it('leaves to the page what it has no words for', () => {
    assert.equal(reasonInGerman('no permission to make tasks'), undefined);
  });
});
