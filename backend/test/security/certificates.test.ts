import assert from 'node:assert/strict';
import { readCertificates } from '../../src/security/certificates.ts';

// openssl req -x509 -nodes -subj /CN=Signing -days 3650 -newkey rsa:1024, or -newkey ec -pkeyopt ec_paramgen_curve:prime256v1,
// or -newkey rsa:2048; with -days 30 for the one that ends first. All begin on 26 November 2026.
const WEAK = `-----BEGIN CERTIFICATE-----
MIICADCCAWmgAwIBAgIUKnLUlQ32+IkJVnHOd6JMJ5D2LzQwDQYJKoZIhvcNAQEL
BQAwEjEQMA4GA1UEAwwHU2lnbmluZzAeFw0yNjExMjYyMzA5MTNaFw0zNjExMjMy
MzA5MTNaMBIxEDAOBgNVBAMMB1NpZ25pbmcwgZ8wDQYJKoZIhvcNAQEBBQADgY0A
MIGJAoGBANLpwSo5H/ZQh5c4xAmzDnd6Drm4bIIeAfWxV2Yu8a6p1P4XCLbQq/dT
KVhRp2eqBCjro26tnp2kI7f+E2wCKvxlRWNm0HpLqGJIO5BGHI6xdOsrFSng3yk/
ASNgrxIiH6wkcXRiyTBlwWW0yinFMlxOZuPno+no7qUko5mdYswbAgMBAAGjUzBR
MB0GA1UdDgQWBBReIyMDjZVDNdutmpM8ud0is47uDTAfBgNVHSMEGDAWgBReIyMD
jZVDNdutmpM8ud0is47uDTAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUA
A4GBACiX0snjMLuHEg/TWoJf5yPN8BEjNh2SfDWc4QdO6QDnZIPnTvqwL/Tw9ns3
CgHuoiNW7ilbCb9XBDEVhjcgj7hsd0bQW90aG/+sxn3ctIHuCbMT3Jcy8DnPxSAf
toNDY8SFbOhy/vV3hbGNNHM5WF6+CxgoVR0+Hh6jrqS+ProC
-----END CERTIFICATE-----`;
const ELLIPTIC = `-----BEGIN CERTIFICATE-----
MIIBeTCCAR+gAwIBAgIULkSfhuph3WhKKlh0GwzHn2zFIIQwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHU2lnbmluZzAeFw0yNjExMjYyMzA5MTNaFw0zNjExMjMyMzA5
MTNaMBIxEDAOBgNVBAMMB1NpZ25pbmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AARPESkeYlAMujPc8L2VonSocBb9mqaHWMbaMBoeg/kNYxyDmBS4t2zNAZpfATh+
PLbK71xhN7XaUvo1ZkYzY3yeo1MwUTAdBgNVHQ4EFgQU1b90wZrv3nvbZBjI7/AP
TZjJS7QwHwYDVR0jBBgwFoAU1b90wZrv3nvbZBjI7/APTZjJS7QwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBlgA8cfP6FWUpxCU3dcIl4BZzDxhTa
bO5dbtwNICGZPgIhAPXwwg7zYnpEgrH6k2MfGIlwcqAaZ/oHc85bFeN4CI5O
-----END CERTIFICATE-----`;
const ENDS_SOON = `-----BEGIN CERTIFICATE-----
MIIDBTCCAe2gAwIBAgIUb/MpZjyOL3BoTBd3CPlro5JAo/gwDQYJKoZIhvcNAQEL
BQAwEjEQMA4GA1UEAwwHU2lnbmluZzAeFw0yNjExMjYyMzA5MTNaFw0yNjEyMjYy
MzA5MTNaMBIxEDAOBgNVBAMMB1NpZ25pbmcwggEiMA0GCSqGSIb3DQEBAQUAA4IB
DwAwggEKAoIBAQC6nP0pjRYPOl9yCd8aXPpLT69xmR0apDf3+b9l84r92sSvbFuk
GNOH8kE6sy/0ui3fCyTJebnHEVau+MT1gHUMEOX0YXuIPhgtWU8CZrjrr8o9PpNc
Ny9wuZrfTm3JpogQVStOOTUITaEo8hN0c+qU2jsvOit8mVhqcdGn40rW9TK0aR0Q
yo3CADARhUmyJjMlAbir8p6bVWMPL8U3JjiNgaQywXh6tfpYiHYIwQy0AnsGhUxM
rOfeIvPJSLAnQrHRMOykWtCpw5cyNigntAtZixYyP7q7TzRqe4hIAixPsbFaxNkD
nfpQxyf1rKl8lbfF6KGST10ZQgBDZReBaHYpAgMBAAGjUzBRMB0GA1UdDgQWBBSr
0A5NDjSJLIoDWe0W1/CsBSQ64jAfBgNVHSMEGDAWgBSr0A5NDjSJLIoDWe0W1/Cs
BSQ64jAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQAMBIPkj4rC
NbwIl7aM/K/bJ54v7Jl5LU+KNk/Z+GmcYGcoJsdXtb6LXZPhuC8Q4+dXYoxSF+NT
9tPNXWXB/OlKndavLU+e4IcGbNPGpBigirjtq2oJI91g6NsZJUYGDOYeVxrow76r
WRLHJkH24e51lN7ivLyHZrGHbLK57wIA8QVdLYNisc43Pb7cuq0iupvroJvaSDMg
4bC6al5PHCW5m53b+AT3k/AfUrWF7l4doWj9d+oT8I63ZURJSGwMiFKJ3Cih98je
WEzHdsLqR9JvMsgs/4LLUmaFWpOufQ/ATEHthU/SXElEVzxHeBDEuNyGDYu5euI+
l8CyGHFmjLkP
-----END CERTIFICATE-----`;
const LASTS = `-----BEGIN CERTIFICATE-----
MIIDBTCCAe2gAwIBAgIUZ5BYGS2y47+H9AViSuZjWest/W0wDQYJKoZIhvcNAQEL
BQAwEjEQMA4GA1UEAwwHU2lnbmluZzAeFw0yNjExMjYyMzA5MTNaFw0zNjExMjMy
MzA5MTNaMBIxEDAOBgNVBAMMB1NpZ25pbmcwggEiMA0GCSqGSIb3DQEBAQUAA4IB
DwAwggEKAoIBAQDEdQu/xViwSwva/lAV+tb26AEwZsQ133Nxi5nOJ5x+we8ofz12
89PlkWMnKrkET9CSemfSfm2/4thGShoVEgcW/zWukcNJIS8nM4bFgtJtjba7ThZs
Twx0pkgNz9/OE7aBQ/xRx280JFkjp5Pjc4JJPGjmoiWOWm+VrKV+kRPZD2hvzPmF
qbR8NYD+gxNWInVsu3j30JUErGtPC7BakHqF7uN0wsdIf+E3wT8vCInab4fn0tsD
fLdarpTvrOpRtoIV3Dfw5kRVg3xR4vvncKvGBoVvoo76qq+BrIaiRYzGJyg2APYz
8OaYq+faSUMW2s9wv07x/rwVUIUYIP7W8KvtAgMBAAGjUzBRMB0GA1UdDgQWBBTL
du6cuZofwAL2giD4FRGBV2B/SDAfBgNVHSMEGDAWgBTLdu6cuZofwAL2giD4FRGB
V2B/SDAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQAC2OOZLozO
z/LKQoW44N+s9lSw64kzQetmkK4ULyJKrNV5Hj4xwKWBM3Uv96s8tMGy3MNN7Mq2
9HQod9chD4vNkEhqcs3ppCintNbmt5MRWj3kwExMVf6qtR0rkRtPrtU5ouqUd/96
NUSNYKF08r4ax0cWFT+QOBX+SKzVE8HfqtPGneXTbvsyVIHE89esjk+aDyT8+B8X
TxNJlsQ3Boaqvn0oxMKV0CUMtq3eDUtkIQp6okptpes8utFzqd36rbk/p1PLZEFB
Sx9kxJG9w3Rf4PYhi6MD/9IV2ySjLZWfFrBu5CE/r/jjIjR3yS+n5z3Qrt2nCboe
Itv6ijWVhJTG
-----END CERTIFICATE-----`;
const FINGERPRINT_OF_LASTS = 'fea2b91ac0e9f02ba6aed3525728f879c12f2384b4a1e949079a50b18e1dbac3';

const IN_DECEMBER = new Date('2026-12-01T00:00:00Z');
const IN_JANUARY = new Date('2027-01-01T00:00:00Z');

describe('readCertificates', () => {
  const read = (text: string, now = IN_DECEMBER) => readCertificates(text, now);
  const refusal = (text: string, now?: Date) => {
    let message = '';
    assert.throws(
      () => read(text, now),
      (error: Error & { code: string }) => {
        message = error.message;
        return error.code === 'ERR_INPUT_INVALID';
      },
    );
    return message;
  };

  it('reads the old and the new one below each other', () => {
    const certificates = read(`${ENDS_SOON}\n${LASTS}\n`);
    assert.equal(certificates.length, 2);
    assert.equal(certificates[1]?.fingerprint, FINGERPRINT_OF_LASTS);
    assert.deepEqual(certificates[1]?.validUntil, new Date('2036-11-23T23:09:13Z'));
  });

  it('refuses an RSA key that is too short, and says how long it should be', () => {
    assert.match(refusal(WEAK), /has 1024 bits: make one with at least 2048/);
    assert.match(refusal(`${LASTS}\n${WEAK}`), /1024 bits/, 'beside a good one, too');
  });

  it('refuses a key that cannot sign RS256', () => {
    assert.match(refusal(ELLIPTIC), /key of the kind ec: .* needs an RSA key/);
  });

  it('refuses one that has ended, by its day', () => {
    assert.match(refusal(ENDS_SOON, IN_JANUARY), /ended on 2026-12-26/);
  });

  it('leaves one that has ended out beside one that is good', () => {
    const [only, ...others] = read(`${ENDS_SOON}\n${LASTS}`, IN_JANUARY);
    assert.equal(only?.fingerprint, FINGERPRINT_OF_LASTS);
    assert.deepEqual(others, []);
  });

  it('refuses one that is not valid yet', () => {
    assert.match(refusal(LASTS, new Date('2026-11-01T00:00:00Z')), /only from 2026-11-26 on/);
  });

  it('refuses more than three, and text around them', () => {
    assert.match(refusal([LASTS, LASTS, LASTS, LASTS].join('\n')), /more than three/);
    assert.match(refusal(`${LASTS}\nand more`), /no certificate/);
  });
});
