import { type DerivedTexts, roundSpan, type SpanUnit } from './derived-texts.ts';

/** German. */
export const DE_DERIVED: DerivedTexts = {
  age: days =>
    days < 1 ? 'am Tag, an dem der Lead einging' : `${inUnits(days, COUNTED)} vor Eingang des Leads`,
  span: days => inUnits(days, AFTER_PREPOSITION),
  characters: count => `${count} Zeichen lang`,
  levels: {
    month: {
      January: 'im Januar',
      February: 'im Februar',
      March: 'im März',
      April: 'im April',
      May: 'im Mai',
      June: 'im Juni',
      July: 'im Juli',
      August: 'im August',
      September: 'im September',
      October: 'im Oktober',
      November: 'im November',
      December: 'im Dezember',
    },
    weekday: {
      Sunday: 'an einem Sonntag',
      Monday: 'an einem Montag',
      Tuesday: 'an einem Dienstag',
      Wednesday: 'an einem Mittwoch',
      Thursday: 'an einem Donnerstag',
      Friday: 'an einem Freitag',
      Saturday: 'an einem Samstag',
    },
    seniority: {
      executive: 'leitet das Unternehmen oder einen Teil davon',
      director: 'Direktionsebene',
      manager: 'Führungskraft',
      senior: 'erfahrene Fachkraft',
      staff: 'Fachkraft',
      junior: 'Berufseinstieg',
    },
    function: {
      sales: 'arbeitet im Vertrieb',
      marketing: 'arbeitet im Marketing',
      technology: 'arbeitet in der Technik',
      product: 'arbeitet am Produkt',
      finance: 'arbeitet in den Finanzen',
      people: 'arbeitet im Personalwesen',
      legal: 'arbeitet im Recht',
      procurement: 'arbeitet im Einkauf',
      service: 'arbeitet im Kundendienst',
      operations: 'arbeitet im Betrieb',
      research: 'arbeitet in der Forschung',
      health: 'arbeitet im Gesundheitswesen',
      education: 'arbeitet in der Bildung',
      'general management': 'arbeitet in der Unternehmensleitung',
    },
    domain_kind: {
      business: 'Geschäftsadresse',
      free: 'Adresse eines kostenlosen Anbieters',
      disposable: 'Wegwerfadresse',
      invalid: 'keine gültige Adresse',
    },
    given: { yes: 'angegeben', no: 'nicht angegeben' },
  },
  missing: {
    age_days: 'bei Eingang des Leads noch ohne Datum',
    month: 'bei Eingang des Leads noch ohne Datum',
    weekday: 'bei Eingang des Leads noch ohne Datum',
    seniority: 'Ebene nicht bekannt',
    function: 'Arbeitsbereich nicht bekannt',
  },
};

type UnitWords = Readonly<Record<SpanUnit, readonly [one: string, many: string]>>;

const COUNTED: UnitWords = { day: ['Tag', 'Tage'], month: ['Monat', 'Monate'], year: ['Jahr', 'Jahre'] };
const AFTER_PREPOSITION: UnitWords = {
  day: ['Tag', 'Tagen'],
  month: ['Monat', 'Monaten'],
  year: ['Jahr', 'Jahren'],
};

function inUnits(days: number, words: UnitWords): string {
  const { count, unit } = roundSpan(days);
  const [one, many] = words[unit];
  return `${count} ${count === 1 ? one : many}`;
}
