type Reason = readonly [RegExp, string];

/** @param wer the one who did not answer. @param wessen the same in the genitive */
function faultsOf(who: string, wer: string, wessen: string): Reason[] {
  return [
    [new RegExp(`^The ${who}’s address was not found$`), `Die Adresse ${wessen} wurde nicht gefunden`],
    [new RegExp(`^The ${who} did not answer in time$`), `${wer} hat nicht rechtzeitig geantwortet`],
    [new RegExp(`^The ${who} takes no connections$`), `${wer} nimmt keine Verbindungen an`],
    [new RegExp(`^The ${who} broke the connection off$`), `${wer} hat die Verbindung abgebrochen`],
    [new RegExp(`^The ${who} cannot be reached from here$`), `${wer} ist von hier aus nicht zu erreichen`],
    [
      new RegExp(`^The ${who} offers no encryption that can be trusted$`),
      `${wer} bietet keine vertrauenswürdige Verschlüsselung`,
    ],
    [new RegExp(`^The ${who} did not answer \\((.+)\\)$`), `${wer} hat nicht geantwortet ($1)`],
  ];
}

/** What kept something from being sent or added, which is kept in English, and how it reads in German; `$1` is what stood in the brackets. */
const REASONS: readonly Reason[] = [
  [
    /^It failed for a reason of ours, which is in the log of the service$/,
    'Es lag an uns; der Grund steht im Protokoll des Dienstes',
  ],
  ...faultsOf('receiver', 'Der Empfänger', 'des Empfängers'),
  [
    /^The receiver answered 410: it is gone for good$/,
    'Der Empfänger antwortete 410: Es gibt ihn nicht mehr',
  ],
  [
    /^The receiver answered (\d+); redirects are not followed, give its new address$/,
    'Der Empfänger antwortete $1; Weiterleitungen wird nicht gefolgt, geben Sie seine neue Adresse an',
  ],
  [/^The receiver answered (\d+)$/, 'Der Empfänger antwortete $1'],
  [
    /^The mail server says that there is no such address$/,
    'Laut dem E-Mail-Server gibt es diese Adresse nicht',
  ],
  [
    /^The mail server refused the login of this installation$/,
    'Der E-Mail-Server hat die Anmeldung dieser Installation abgelehnt',
  ],
  ...faultsOf('mail server', 'Der E-Mail-Server', 'des E-Mail-Servers'),
  [/^The mail server answered (\d+)$/, 'Der E-Mail-Server antwortete $1'],
  [
    /^This installation sends no e-mail: its operator has to set (\w+) and (\w+)$/,
    'Diese Installation sendet keine E-Mails: Wer sie betreibt, muss $1 und $2 setzen',
  ],
  [
    /^The channel was disabled: .+, (?:then )?have this tried again$/,
    'Der Kanal wurde abgeschaltet: Versuchen Sie es erneut, sobald er fortgesetzt ist',
  ],
  [
    /^The connection for the task is gone: connect the CRM again$/,
    'Die Verbindung für die Aufgabe besteht nicht mehr: Verbinden Sie das CRM neu',
  ],
  [
    /^There is no connection with this connectionId: GET \/v1\/connections lists them$/,
    'Dieses CRM ist nicht mehr verbunden',
  ],
  [
    /^The address is not a public one: private, loopback and link-local addresses are refused$/,
    'Die Adresse ist nicht öffentlich: Adressen privater Netze und dieses Rechners werden abgelehnt',
  ],
  [/^The address is no URL: give one like (\S+)$/, 'Die Adresse ist keine URL: Geben Sie eine an wie $1'],
  [/^The address must begin with https:\/\/$/, 'Die Adresse muss mit https:// beginnen'],
  [
    /^The address must hold no user name or password$/,
    'Die Adresse darf weder Benutzernamen noch Kennwort enthalten',
  ],
  [
    /^The address must be one e-mail address like .+, without a name beside it$/,
    'Die Adresse muss genau eine E-Mail-Adresse sein, ohne einen Namen daneben',
  ],
  [
    /^Nobody has confirmed this address yet: until then nothing else is sent there$/,
    'Noch hat niemand diese Adresse bestätigt: Bis dahin wird sonst nichts dorthin gesendet',
  ],
  [
    /^An e-mail was sent to this address less than ten minutes ago: look for it there, or try again later$/,
    'Vor weniger als zehn Minuten ging eine E-Mail an diese Adresse: Suchen Sie sie dort, oder versuchen Sie es später',
  ],
  [
    /^(\d+) e-mails were sent within a day to confirm addresses: try again tomorrow$/,
    'An einem Tag wurden $1 E-Mails zur Bestätigung gesendet: Versuchen Sie es morgen wieder',
  ],
  [
    /^There is nothing to confirm: this channel sends already$/,
    'Es gibt nichts zu bestätigen: Dieser Kanal sendet bereits',
  ],
];

/** A reason in German; undefined where it has no words for it, as for those of a CRM. */
export function reasonInGerman(text: string): string | undefined {
  const known = REASONS.find(([pattern]) => pattern.test(text));
  return known && text.replace(known[0], known[1]);
}
