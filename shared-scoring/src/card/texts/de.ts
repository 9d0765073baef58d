import type { CardTexts } from './card-texts.ts';

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const DE: CardTexts = {
  bands: { Hot: 'Heiß', Warm: 'Warm', Nurture: 'Pflegen', Low: 'Niedrig' },
  yes: 'ja',
  no: 'nein',
  probability: (percent, days, low, high) =>
    `Zu ${percent} % Abschluss in ${plural(days, 'Tag', 'Tagen')} (${low}–${high} %)`,
  evidence: (outcomes, conversions) => `Aus ${outcomes} eigenen Ergebnissen, davon ${conversions} Abschlüsse`,
  start: points => `Ein durchschnittlicher Lead hat ${points} Punkte`,
  rest: 'Alles andere',
  is: (label, value) => `${label} ist ${value}`,
  isMissing: label => `${label} ist nicht ausgefüllt`,
  suchLeads: (rate, average) => `${rate} % solcher Leads schließen ab, Durchschnitt ${average} %`,
  leadsBetween: (from, to, rate, average) =>
    `${rate} % der Leads zwischen ${from} und ${to} schließen ab, Durchschnitt ${average} %`,
  stale: age => `Eine Änderung wartet seit ${age} auf ihre Bewertung`,
  old: age => `Alte Bewertung: eine Änderung wartet seit ${age}`,
  updated: (age, model) => `Vor ${age} aktualisiert · Modell ${model}`,
  seconds: count => `${count} s`,
  minutes: count => `${count} min`,
  hours: count => plural(count, 'Stunde', 'Stunden'),
  days: count => plural(count, 'Tag', 'Tagen'),
  neverScored: {
    title: 'Noch nicht bewertet',
    text: 'Neue Leads werden in wenigen Minuten bewertet.',
    help: null,
  },
  setupUnfinished: {
    title: 'Die Bewertung ist noch nicht eingerichtet',
    text: 'Es gibt noch kein Modell, das diesen Lead bewerten könnte.',
    help: 'Bitten Sie Ihren Admin, die Einrichtung abzuschließen.',
  },
  tooLittle: {
    title: 'Zu früh für ein Urteil',
    text: 'Ihre Ergebnisse zeigen noch nicht, welche Leads abschließen; deshalb gibt es keine Bewertung.',
    help: 'Mehr abgeschlossene und verlorene Leads mit ausgefüllten Feldern würden helfen.',
  },
  notEligible: {
    converted: date => ({ title: 'Nicht bewertet', text: `Abgeschlossen am ${date}`, help: null }),
    lost: () => ({ title: 'Nicht bewertet', text: 'Ohne Abschluss beendet', help: null }),
    no_email_and_no_company: () => ({
      title: 'Nicht bewertet',
      text: 'Es gibt weder E-Mail noch Firma.',
      help: 'Ergänzen Sie eines von beiden, dann wird der Lead bewertet.',
    }),
  },
};
