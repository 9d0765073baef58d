import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { sayFault } from './network-fault.ts';

/** A message for one person, of plain text. */
export interface Mail {
  to: string;
  /** Tells it from every other one: a repeat has the same. */
  id: string;
  at: Date;
  subject: string;
  text: string;
}

/** What the mail server said. No answer holds its own words, which may name people. */
export type MailAnswer =
  | { outcome: 'accepted' }
  /** There is nobody at that address. */
  | { outcome: 'unknown_address'; reason: string }
  /** `isDown`: it is not about this message. */
  | { outcome: 'postponed'; reason: string; isDown: boolean };

/** The operator's mail server, by which we send. */
export interface MailServer {
  send(mail: Mail): Promise<MailAnswer>;
}

export interface MailServerSettings {
  /** `smtps://user:password@host:465`, or `smtp://…:587`, where the connection becomes encrypted by STARTTLS. */
  url: string;
  /** The sender's address. */
  from: string;
  /** Takes a server on this machine without encryption: for development. */
  allowPrivate: boolean;
}

/** Of one step of the conversation; all of them together end before another process may try. */
const TIMEOUT_MS = 8_000;
const SENDER = 'AIX Lead Qualification';
const LONGEST_ADDRESS = 254;
const ADDRESS =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** Whether a text is one address of a mailbox and nothing else: no name, no second one, no line break. */
export function isMailAddress(text: string): boolean {
  return text.length <= LONGEST_ADDRESS && ADDRESS.test(text);
}

/** The way to a mail server: each message by a connection of its own, encrypted, with the server's certificate checked. */
export function createMailServer({ url, from, allowPrivate }: MailServerSettings): MailServer {
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const isEncrypted = protocol === 'smtps:';
  const mayBePlain = allowPrivate && isLoopback(host);
  const transport = createTransport({
    ...{ host, secure: isEncrypted, requireTLS: !isEncrypted && !mayBePlain, ignoreTLS: mayBePlain },
    port: port === '' ? (isEncrypted ? 465 : 587) : Number(port),
    ...(username !== '' && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    async send({ to, id, at, subject, text }) {
      try {
        await transport.sendMail({
          ...{ from: { name: SENDER, address: from }, to: { name: '', address: to }, envelope: { from, to } },
          ...{ messageId: `<${id}@${domain}>`, date: at, subject: oneLine(subject), text },
          // No machine answers it, no absence notice among them.
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { outcome: 'accepted' };
      } catch (error) {
        return answerOf(error as MailError);
      }
    },
  };
}

interface MailError extends Error {
  code?: string;
  /** Of the socket: `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  originalCode?: string;
  /** What the server answered: 550. */
  responseCode?: number;
  response?: string;
}

/** Enhanced status codes that say that there is no such mailbox or host (RFC 3463, 3.2). */
const NO_SUCH_ADDRESS = /^5\d\d[ -]5\.1\.(1|2|3|6|10)\b/;
const NOT_TRUSTED = /^ETLS$|CERT|ISSUER|SIGNATURE|TLS|SSL/;

function answerOf({ code, originalCode, name, responseCode, response = '' }: MailError): MailAnswer {
  if (NO_SUCH_ADDRESS.test(response))
    return { outcome: 'unknown_address', reason: 'The mail server says that there is no such address' };
  const fault = originalCode ?? code ?? name;
  const reason =
    code === 'EAUTH'
      ? 'The mail server refused the login of this installation'
      : responseCode === undefined || NOT_TRUSTED.test(fault)
        ? sayFault('mail server', fault)
        : `The mail server answered ${responseCode}`;
  const isAboutMessage = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined;
  return {
    outcome: 'postponed',
    reason,
    isDown: !isAboutMessage || responseCode === 421,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** A line break would begin another header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
