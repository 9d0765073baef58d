import { type LookupAddress, type LookupAllOptions, lookup as lookupName } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What an address outside answered; only its status counts. */
export interface OutsideAnswer {
  status: number;
  /** Seconds that it asks to wait, where it says. */
  retryAfterSeconds: number | undefined;
}

/** The way to addresses that customers name. */
export interface Outside {
  /** @throws AddressRefused for an address to which nothing could ever be sent */
  requireUrl(url: string): URL;
  /**
   * Sends a text. Redirects are not followed.
   * @throws AddressRefused when the address, or what its name leads to, is no public one
   * @throws Error when there is no answer within ten seconds
   */
  post(url: string, message: { headers: Record<string, string>; body: string }): Promise<OutsideAnswer>;
}

/** The address leads to where no customer may send us. */
export class AddressRefused extends Error {}

const TIMEOUT_MS = 10_000;

/** Addresses that are not of the public Internet: whoever may name one could reach what only this machine or its network may. */
const NOT_PUBLIC_4 = blockListOf('ipv4', [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
]);
/**
 * Apart: an address of version 4 would be looked for among these, too. Only 2000::/3 is given out; of it the last four are not, or lead to
 * addresses of version 4.
 */
const NOT_PUBLIC_6 = blockListOf('ipv6', [
  '::/3 4000::/2 8000::/1',
  '2001::/23 2001:db8::/32 2002::/16 3fff::/20',
]);

/** @param lines networks as `address/bits`, with spaces between */
function blockListOf(version: 'ipv4' | 'ipv6', lines: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of lines.join(' ').split(' ')) {
    const [address, bits] = network.split('/');
    list.addSubnet(address!, Number(bits), version);
  }
  return list;
}

/** Whether a number address may be reached for a customer. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !NOT_PUBLIC_4.check(address, 'ipv4');
  return version === 6 && !NOT_PUBLIC_6.check(address, 'ipv6');
}

/** Names that lead to this machine wherever they are looked up (RFC 6761, 6.3). */
const THIS_MACHINE = /(^|\.)localhost\.?$/;

function requireUrl(url: string, allowPrivate: boolean): URL {
  const parsed = URL.parse(url);
  if (parsed === null)
    throw new AddressRefused('The address is no URL: give one like https://example.com/hook');
  const isHttp = parsed.protocol === 'http:' && allowPrivate;
  if (parsed.protocol !== 'https:' && !isHttp)
    throw new AddressRefused('The address must begin with https://');
  if (parsed.username !== '' || parsed.password !== '')
    throw new AddressRefused('The address must hold no user name or password');
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  // Number addresses are never looked up, so they are checked here; names of this machine are known without it.
  if (!allowPrivate && (THIS_MACHINE.test(host) || (isIP(host) !== 0 && !isPublicAddress(host))))
    throw refused();
  return parsed;
}

export interface OutsideOptions {
  /** For development on one machine. */
  allowPrivate: boolean;
  /** Finds all addresses behind a name. */
  lookup?(
    name: string,
    options: LookupAllOptions,
    done: (error: Error | null, addresses: LookupAddress[]) => void,
  ): void;
  /** A receiver may name a moment until which to wait. */
  now?(): Date;
}

/**
 * Makes the way out. A name is looked up once for each message, every address behind it is checked, and the connection goes to one of
 * those that were checked: a name that changes in between leads nowhere else.
 */
export function createOutside({
  allowPrivate,
  lookup = lookupName,
  now = () => new Date(),
}: OutsideOptions): Outside {
  const checkedLookup: LookupFunction = (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '', 4);
      if (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address)))
        return done(refused(), '', 4);
      if (options.all) return done(null, addresses);
      return done(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
  const post: Outside['post'] = async (url, { headers, body }) => {
    const address = requireUrl(url, allowPrivate);
    const request = address.protocol === 'https:' ? httpsRequest : httpRequest;
    const bytes = Buffer.from(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        address,
        {
          ...{ method: 'POST', lookup: checkedLookup, signal: AbortSignal.timeout(TIMEOUT_MS) },
          headers: { ...headers, 'content-type': 'application/json', 'content-length': bytes.length },
        },
        response => {
          const { statusCode: status = 0, headers } = response;
          resolve({ status, retryAfterSeconds: readRetryAfter(headers['retry-after'], now()) });
          // What it says beside is nobody's concern, and may be endless.
          response.destroy();
        },
      );
      sent.on('error', reject);
      sent.end(bytes);
    });
  };
  return { requireUrl: url => requireUrl(url, allowPrivate), post };
}

/** Seconds from now, of a header that names them or a date in GMT (RFC 9110, 10.2.3). */
function readRetryAfter(header = '', now: Date): number | undefined {
  const seconds = header.endsWith(' GMT') ? (Date.parse(header) - now.getTime()) / 1000 : Number(header);
  return seconds > 0 && seconds < Number.POSITIVE_INFINITY ? seconds : undefined;
}

function refused(): AddressRefused {
  return new AddressRefused(
    'The address is not a public one: private, loopback and link-local addresses are refused',
  );
}
