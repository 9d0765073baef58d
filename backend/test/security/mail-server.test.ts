import assert from 'node:assert/strict';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import selfsigned from 'selfsigned';
import { createMailServer, isMailAddress, type Mail } from '../../src/security/mail-server.ts';
import { type MailReceiver, openMailReceiver } from '../support/mail-receiver.ts';

const MAIL: Mail = {
  ...{ to: 'sales@acme.example', id: 'b1d0', at: new Date('2026-11-22T10:00:00Z') },
  ...{ subject: 'Ada rose to Hot', text: 'Ada rose to Hot.\n' },
};
const FROM = 'alerts@aix.example';

describe('mail server', () => {
  const receivers: MailReceiver[] = [];
  const open = async (options?: Parameters<typeof openMailReceiver>[0]) => {
    const receiver = await openMailReceiver(options);
    receivers.push(receiver);
    return receiver;
  };
  afterEach(async () => {
    for (const receiver of receivers.splice(0)) await receiver.close();
  });
  const makeCertificate = async () => {
    const { cert, private: key } = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
      ...{ keySize: 2048, algorithm: 'sha256' },
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    return { cert, key };
  };
  const trusting = async (certificate: string, work: () => Promise<void>) => {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, certificate]);
    try {
      await work();
    } finally {
      setDefaultCACertificates(before);
    }
  };
  const plain = ({ port }: MailReceiver) =>
    createMailServer({ url: `smtp://127.0.0.1:${port}`, from: FROM, allowPrivate: true });

  it('takes a message for its one reader, from the operator’s address, and a repeat under the same id', async () => {
    const receiver = await open();
    const server = plain(receiver);
    for (let time = 0; time < 2; time += 1)
      assert.deepEqual(await server.send(MAIL), { outcome: 'accepted' });
    const [{ from, to, headers, text }, repeat] = receiver.received as [
      (typeof receiver.received)[number],
      (typeof receiver.received)[number],
    ];
    assert.deepEqual([from, to, text], [FROM, ['sales@acme.example'], 'Ada rose to Hot.']);
    assert.equal(headers.from, 'AIX Lead Qualification <alerts@aix.example>');
    assert.equal(headers['message-id'], '<b1d0@aix.example>');
    assert.equal(headers['auto-submitted'], 'auto-generated');
    assert.deepEqual(repeat.headers, headers);
  });

  it('makes one header of whatever a subject holds', async () => {
    const receiver = await open();
    await plain(receiver).send({ ...MAIL, subject: 'Ada\r\nBcc: eve@evil.example\u2028X: y' });
    const [{ headers, to }] = receiver.received as [(typeof receiver.received)[number]];
    assert.equal(headers.subject?.includes('Bcc: eve@evil.example'), true);
    assert.deepEqual([headers.bcc, headers.x, to], [undefined, undefined, ['sales@acme.example']]);
  });

  it('logs in and sends only when the connection is encrypted, by TLS or STARTTLS', async () => {
    const { cert, key } = await makeCertificate();
    await trusting(cert, async () => {
      for (const secure of [true, false]) {
        const receiver = await open({ key, cert, secure });
        const url = `${secure ? 'smtps' : 'smtp'}://aix:s%40cret@localhost:${receiver.port}`;
        const server = createMailServer({ url, from: FROM, allowPrivate: false });
        assert.deepEqual(await server.send(MAIL), { outcome: 'accepted' });
        const [{ isEncrypted, user }] = receiver.received as [(typeof receiver.received)[number]];
        assert.deepEqual([isEncrypted, user], [true, 'aix']);
      }
    });
  });

  it('sends nothing to a server without encryption, or whose certificate nobody vouches for', async () => {
    const { cert, key } = await makeCertificate();
    for (const options of [{}, { key, cert }]) {
      const receiver = await open(options);
      const url = `smtp://aix:secret@localhost:${receiver.port}`;
      const answer = await createMailServer({ url, from: FROM, allowPrivate: false }).send(MAIL);
      assert.deepEqual(answer, {
        ...{ outcome: 'postponed', reason: 'The mail server offers no encryption that can be trusted' },
        isDown: true,
      });
      assert.deepEqual(receiver.received, []);
    }
  });

  it('tells an address that is nobody’s from a refusal that may end, without the server’s words', async () => {
    const receiver = await open();
    receiver.refuse = () => ({ code: 550, text: '5.1.1 sales@acme.example unknown' });
    assert.deepEqual(await plain(receiver).send(MAIL), {
      outcome: 'unknown_address',
      reason: 'The mail server says that there is no such address',
    });
    receiver.refuse = () => ({ code: 451, text: '4.7.1 sales@acme.example is greylisted' });
    assert.deepEqual(await plain(receiver).send(MAIL), {
      ...{ outcome: 'postponed', reason: 'The mail server answered 451', isDown: false },
    });
  });

  it('is down while nobody listens', async () => {
    const receiver = await openMailReceiver();
    await receiver.close();
    const answer = await plain(receiver).send(MAIL);
    assert.ok(answer.outcome === 'postponed' && answer.isDown);
    assert.equal(answer.reason, 'The mail server takes no connections');
  });

  it('takes one plain address for an address', () => {
    for (const right of ['sales@acme.example', 'a.b+c@x-y.co.uk']) assert.ok(isMailAddress(right), right);
    const wrong = [
      '',
      'sales',
      'a@b',
      'a@b.c, d@e.f',
      'A <a@acme.example>',
      'a@acme.example\r\nBcc: x',
      'a b@acme.example',
    ];
    for (const text of [...wrong, `${'a'.repeat(250)}@acme.example`]) assert.ok(!isMailAddress(text), text);
  });
});
