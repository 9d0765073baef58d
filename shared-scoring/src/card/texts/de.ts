import type { CardTexts } from './card-texts.ts';
import { DE_DERIVED } from './de-derived.ts';
import { DE_INSIGHT } from './de-insight.ts';
import { DE_SIGNALS } from './de-signals.ts';
import { DE_STANDING } from './de-standing.ts';
import { DE_STEPS } from './de-steps.ts';

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

const NOT_SCORED = 'Nicht bewertet';

/** German, with Sie. */
export const DE: CardTexts = {
  bands: { Hot: 'Heiß', Warm: 'Warm', Nurture: 'Pflegen', Low: 'Niedrig' },
  yes: 'ja',
  no: 'nein',
  quoted: word => `„${word}“`,
  probability: (chance, days, interval) =>
    `${chance}\u00a0% Chance auf Abschluss innerhalb von ${plural(days, 'Tag', 'Tagen')} (${interval}\u00a0%)`,
  evidence: (outcomes, conversions) =>
    `Beruht auf ${outcomes} Ihrer eigenen Ergebnisse, ${conversions} mit Abschluss`,
  evidenceWithStarter: (share, mostly, { outcomes, conversions }) =>
    mostly
      ? `Überwiegend Startmodell (${share}\u00a0%), eine Annahme; ${outcomes} Ihrer eigenen Ergebnisse, ${conversions} mit Abschluss`
      : `Beruht auf ${outcomes} Ihrer eigenen Ergebnisse, ${conversions} mit Abschluss; ${share}\u00a0% Startmodell, eine Annahme`,
  start: points => `Ein durchschnittlicher Lead hat ${points} Punkte`,
  rest: 'Alles andere',
  restAtLimit: limit => `Alles andere; die Skala endet bei ${limit}`,
  fact: (label, value) => `${label}: ${value}`,
  missing: 'nicht ausgefüllt',
  ownLabels: new Map([['E-mail', 'E-Mail'], ...DE_SIGNALS]),
  derived: DE_DERIVED,
  goodSign: fact => `Gutes Zeichen · ${fact}`,
  weakSign: fact => `Schwaches Zeichen · ${fact}`,
  assumed: 'Was üblicherweise zählt: angenommen, nicht an Ihren Leads gemessen',
  suchLeads: (rate, average) =>
    `${rate}\u00a0% solcher Leads schließen ab, im Durchschnitt sind es ${average}\u00a0%`,
  leadsBetween: (from, to, rate, average) =>
    `${rate}\u00a0% der Leads von ${from} bis ${to} schließen ab, im Durchschnitt sind es ${average}\u00a0%`,
  leadsWithRareValue: (rate, average) =>
    `${rate}\u00a0% der Leads mit seltenem Wert schließen ab, im Durchschnitt sind es ${average}\u00a0%`,
  standing: DE_STANDING,
  step: DE_STEPS,
  insight: DE_INSIGHT,
  emptyField: (label, low, high) =>
    `${label} ergänzen: könnte die Bewertung um ${low} bis ${high} Punkte verändern`,
  stale: age => `Eine Änderung wartet seit ${age} auf ihre Bewertung`,
  old: age => `Alte Bewertung: Eine Änderung wartet seit ${age}`,
  delayed: (crm, until) =>
    `Grenzen von ${crm} verzögern die Aktualisierung des Datensatzes${until === undefined ? '' : ` bis etwa ${until}`}`,
  updated: (age, model) => `Vor ${age} aktualisiert · Modell ${model}`,
  seconds: count => `${count}\u00a0s`,
  minutes: count => `${count}\u00a0min`,
  hours: count => plural(count, 'Stunde', 'Stunden'),
  days: count => plural(count, 'Tag', 'Tagen'),
  neverScored: {
    title: 'Noch nicht bewertet',
    text: 'Dieser Lead wird bei der nächsten Aktualisierung bewertet.',
    help: null,
  },
  setupUnfinished: {
    title: 'Die Bewertung ist noch nicht eingerichtet',
    text: 'Es gibt noch kein Modell, das diesen Lead bewerten könnte.',
    help: 'Bitten Sie Ihren Admin, die Einrichtung abzuschließen.',
  },
  tooLittle: evidence => ({
    title: 'Zu früh für ein Urteil',
    text:
      evidence === undefined
        ? 'Noch ist von keinem Ihrer Leads bekannt, wie er ausging. Deshalb gibt es keine Bewertung.'
        : `Ihre bisherigen Ergebnisse (${evidence.outcomes}, ${evidence.conversions} mit Abschluss) zeigen nicht, welche Leads abschließen. Deshalb gibt es keine Bewertung.`,
    help: 'Mehr gewonnene und verlorene Leads mit ausgefüllten Feldern würden helfen.',
  }),
  notEligible: {
    converted: day => ({
      title: NOT_SCORED,
      text:
        day === undefined
          ? 'Dieser Lead hat bereits abgeschlossen.'
          : `Dieser Lead hat am ${day} abgeschlossen.`,
      help: null,
    }),
    lost: () => ({ title: NOT_SCORED, text: 'Dieser Lead wurde ohne Abschluss beendet.', help: null }),
    no_email_and_no_company: () => ({
      title: NOT_SCORED,
      text: 'Dieser Lead hat weder E-Mail noch Firma.',
      help: 'Ergänzen Sie eines von beiden, dann wird der Lead bewertet.',
    }),
  },
};
