import { DEFAULT_SIGNALS, effectiveCount } from '@aix/shared-scoring';

/** `docs/signals.md`: what each signal counts until a tenant's own outcomes tell. */
export function signalCatalogue(): string {
  const rows = DEFAULT_SIGNALS.map(
    ({ name, label, weight, halfLifeDays, saturation }) =>
      `| \`${name}\` | ${label} | ${weight} | × ${Math.exp(weight * effectiveCount(1, saturation)).toFixed(2)} | ${halfLifeDays} | ${saturation} |`,
  );
  return `# Signals

What the standard signals count until a tenant's own outcomes tell (\`npm run generate:signals\` writes this page from
\`shared-scoring/src/engagement/signals.ts\`). These are judgements, not measurements; the nightly work learns weights and half-lives
from outcomes, and \`GET /v1/signals\` shows those in force. An event of any other signal is kept and shown, and counts nothing.

| signal | what a rep reads | weight (log-odds) | one fresh event changes the odds of converting | half-life (days) | saturation (events) |
|---|---|--:|--:|--:|--:|
${rows.join('\n')}

After each half-life an event counts half. A lead's log-odds change by weight × *k* × ln(1 + count / *k*), *k* being the saturation: the tenth
page view tells less than the first. An \`email_open\` weighs next to nothing, because mail programs open e-mails by themselves.
A \`note\` weighs nothing until outcomes tell: a rep wrote it, and of it no more is known than that and when.

Nobody sends \`back_after_silence\` and \`company_active\` ([ADR 34](adr/0034-signals-that-nobody-sends.md)). A lead comes back with its first act
after 40 days without one; what its mailbox does by itself, bounces and unsubscribing are no acts, nor are notes.
Three people of one company are active
when each did something within one calendar week (UTC) that somebody vouches for; it is looked for every hour, and counts once a week for
each of them, from when the third of them acted. A company is known by its name and by the domain of business addresses.
`;
}
