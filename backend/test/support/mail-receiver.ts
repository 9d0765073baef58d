import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A message as a mail server took it. */
export interface ReceivedMail {
  from: string;
  to: string[];
  isEncrypted: boolean;
  user: string | undefined;
  /** By name in lower case; a header that came twice is joined by line breaks. */
  headers: Record<string, string>;
  text: string;
}

/** A real SMTP server on this machine. */
export interface MailReceiver {
  port: number;
  received: ReceivedMail[];
  /** Says no to a recipient: `550 5.1.1 …`; undefined takes it. */
  refuse: (address: string) => { code: number; text: string } | undefined;
  close(): Promise<void>;
}

/** @param options `secure`, `key` and `cert` for TLS; without a key it offers no STARTTLS */
export async function openMailReceiver(options: SMTPServerOptions = {}): Promise<MailReceiver> {
  const receiver = { received: [] as ReceivedMail[] } as MailReceiver;
  receiver.refuse = () => undefined;
  const server = new SMTPServer({
    ...{ authOptional: true, disableReverseLookup: true, closeTimeout: 10 },
    ...(options.key === undefined && { disabledCommands: ['STARTTLS'] }),
    onAuth: ({ username }, _session, done) => done(null, { user: username }),
    onRcptTo({ address }, _session, done) {
      const no = receiver.refuse(address);
      done(no && Object.assign(new Error(no.text), { responseCode: no.code }));
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', part => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        receiver.received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          isEncrypted: session.secure,
          user: session.user as string | undefined,
          ...parse(Buffer.concat(parts).toString()),
        });
        done();
      });
    },
    ...options,
  });
  // A client that leaves in the middle is what some tests want.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  receiver.port = (server.server.address() as AddressInfo).port;
  receiver.close = () => new Promise(resolve => server.close(() => resolve()));
  return receiver;
}

function parse(message: string): Pick<ReceivedMail, 'headers' | 'text'> {
  const end = message.indexOf('\r\n\r\n');
  const headers: Record<string, string> = {};
  for (const line of message
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const [name = '', ...value] = line.split(': ');
    const key = name.toLowerCase();
    headers[key] = [...(headers[key] === undefined ? [] : [headers[key]]), value.join(': ')].join('\n');
  }
  const body = message.slice(end + 4);
  const isQuoted = headers['content-transfer-encoding'] === 'quoted-printable';
  return { headers, text: (isQuoted ? unquote(body) : body).trim() };
}

function unquote(body: string): string {
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
