/** One kind of engagement event and what it is worth. */
export interface Signal {
  /** Stable name, `snake_case`. */
  readonly name: string;
  /** What a rep reads: "Pricing page viewed". */
  readonly label: string;
  /** Days until an event counts half; more than 0. */
  readonly halfLifeDays: number;
  /** Log-odds per effective event (`effectiveCount`); negative when the signal speaks against a conversion. */
  readonly weight: number;
  /** How many events it takes until further ones tell clearly less; more than 0. */
  readonly saturation: number;
}

/**
 * What a decayed count tells: k * ln(1 + count / k), k being the saturation. The first events count nearly in full, the k-th
 * half; a large k makes every event count alike.
 */
export function effectiveCount(count: number, saturation: number): number {
  return saturation * Math.log1p(count / saturation);
}

/**
 * @param caller who asks, for the message
 * @throws RangeError when a name comes twice, or a half-life, weight or saturation is none
 */
export function requireSignals(caller: string, signals: readonly Signal[]): void {
  const names = new Set<string>();
  for (const { name, halfLifeDays, weight, saturation } of signals) {
    const isSound =
      halfLifeDays > 0 &&
      halfLifeDays < Infinity &&
      Number.isFinite(weight) &&
      saturation > 0 &&
      !names.has(name);
    names.add(name);
    if (isSound) continue;
    throw new RangeError(
      `${caller} requires signals of distinct names with a half-life above 0, a finite weight and a saturation above 0, got ${JSON.stringify(name)} with ${halfLifeDays}, ${weight} and ${saturation}`,
    );
  }
}

/** As the tenth page view tells less than the first, but the second still tells something. */
const DEFAULT_SATURATION = 1;

const signal = (name: string, label: string, halfLifeDays: number, weight: number): Signal => ({
  name,
  label,
  halfLifeDays,
  weight,
  saturation: DEFAULT_SATURATION,
});

/**
 * What is assumed of a tenant until its own outcomes tell. These are judgements, not measurements: acts that cost a
 * person more effort or name an intent weigh more (one fresh demo request triples the odds, one page view raises them by 7 %), and
 * acts close to a decision cool within days while signs of lasting interest or refusal last weeks to months. An e-mail's
 * opening weighs next to nothing, because mail programs open e-mails by themselves. A note is a rep's act, not the lead's: it weighs
 * nothing until outcomes tell that leads about whom notes are written convert more, or less.
 */
export const DEFAULT_SIGNALS: readonly Signal[] = [
  signal('page_view', 'Page viewed', 7, 0.1),
  signal('pricing_view', 'Pricing page viewed', 6, 0.6),
  signal('content_download', 'Content downloaded', 14, 0.4),
  signal('form_submit', 'Form submitted', 10, 0.7),
  signal('email_open', 'E-mail opened', 5, 0.05),
  signal('email_click', 'E-mail link clicked', 7, 0.35),
  signal('email_reply', 'E-mail answered', 7, 0.9),
  signal('webinar', 'Webinar attended', 20, 0.5),
  signal('campaign_response', 'Campaign answered', 14, 0.5),
  signal('chat', 'Chat started', 7, 0.6),
  signal('trial_start', 'Trial started', 14, 1.2),
  signal('demo_request', 'Demo requested', 3, 1.6),
  signal('call_answered', 'Call answered', 10, 0.7),
  signal('meeting', 'Meeting held', 14, 1.2),
  signal('note', 'Note by a rep', 14, 0),
  signal('back_after_silence', 'Back after over 40 days of silence', 7, 0.5),
  signal('company_active', 'Three people of the company active in one week', 7, 0.5),
  signal('email_bounce', 'E-mail bounced', 90, -0.6),
  signal('unsubscribe', 'Unsubscribed', 90, -1),
];
