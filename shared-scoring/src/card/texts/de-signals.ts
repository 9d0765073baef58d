/** The labels of the default signals in German, by their English ones. A tenant's own labels stay as they are. */
export const DE_SIGNALS: readonly (readonly [string, string])[] = [
  ['Page viewed', 'Seite angesehen'],
  ['Pricing page viewed', 'Preisseite angesehen'],
  ['Content downloaded', 'Inhalt heruntergeladen'],
  ['Form submitted', 'Formular abgesendet'],
  ['E-mail opened', 'E-Mail geöffnet'],
  ['E-mail link clicked', 'Link in E-Mail geklickt'],
  ['E-mail answered', 'E-Mail beantwortet'],
  ['Webinar attended', 'An Webinar teilgenommen'],
  ['Campaign answered', 'Auf Kampagne reagiert'],
  ['Chat started', 'Chat begonnen'],
  ['Trial started', 'Testphase begonnen'],
  ['Demo requested', 'Demo angefragt'],
  ['Call answered', 'Anruf angenommen'],
  ['Meeting held', 'Termin wahrgenommen'],
  ['E-mail bounced', 'E-Mail unzustellbar'],
  ['Unsubscribed', 'Abgemeldet'],
];
