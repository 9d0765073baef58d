/** What a connection died of, by the code of its error, and how people read it. */
const FAULTS: readonly (readonly [RegExp, (who: string) => string])[] = [
  [/^(ENOTFOUND|EAI_\w+|EDNS)$/, who => `The ${who}’s address was not found`],
  [/^(ABORT_ERR|TimeoutError|ETIMEDOUT)$/, who => `The ${who} did not answer in time`],
  [/^ECONNREFUSED$/, who => `The ${who} takes no connections`],
  [/^(ECONNRESET|EPIPE)$/, who => `The ${who} broke the connection off`],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, who => `The ${who} cannot be reached from here`],
  [/CERT|ISSUER|SIGNATURE|^EPROTO$|SSL|TLS/, who => `The ${who} offers no encryption that can be trusted`],
];

/** One sentence on a receiver that did not answer, without a full stop. The network's own words may hold its address, so only the code is read. */
export function sayFault(who: 'receiver' | 'mail server', code: string): string {
  const say = FAULTS.find(([pattern]) => pattern.test(code))?.[1];
  return say?.(who) ?? `The ${who} did not answer (${code})`;
}
