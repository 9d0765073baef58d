import type { StepTexts } from './step-texts.ts';

const at = (company: string | null) => (company === null ? '' : ` bei ${company}`);

export const DE_STEPS: StepTexts = {
  deeds: { call: 'Anrufen', mail: 'E-Mail schreiben', wait: 'Warten', nurture: 'Ihren Mailings überlassen' },
  ask: what => `${what} erfragen`,
  emailAddress: 'E-Mail-Adresse',
  newEmailAddress: 'Andere E-Mail-Adresse',
  before: (deed, time) => `${deed} vor ${time}`,
  overdue: (deed, time) => `${deed}: war fällig ${time}`,
  waitUntil: time => `Warten bis ${time}`,
  act: (label, day) => `${label} am ${day}`,
  band: {
    Hot: 'Heiß, und nichts Neueres als Anlass',
    Warm: 'Warm, und nichts Neueres als Anlass',
    Nurture: 'Noch nicht reif für ein Gespräch',
    Low: 'Andere schließen viel häufiger ab',
  },
  noEmail: 'Es gibt keine E-Mail-Adresse',
  emptyField: (low, high) => `Könnte die Bewertung um ${low} bis ${high} Punkte ändern`,
  teamRule: 'Teamregel: Ihre Wirkung ist nicht gemessen',
  taken: day => `Eine Aufgabe wurde am ${day} angelegt`,
  later: time => `Verschoben bis ${time}`,
  draft: {
    requested: {
      subject: () => 'Ihre Anfrage',
      body: company =>
        `vielen Dank für Ihre Nachricht. Ich möchte gern hören, was Sie${at(company)} brauchen, und Ihnen zeigen, was dazu passt. Haben Sie heute oder morgen eine Viertelstunde?`,
    },
    replied: {
      subject: () => 'Ihre Antwort',
      body: company =>
        `vielen Dank für Ihre Antwort. Ich gehe gern darauf ein; was ist Ihnen${at(company)} gerade am wichtigsten?`,
    },
    talked: {
      subject: () => 'Unser Gespräch',
      body: company =>
        `vielen Dank noch einmal für das Gespräch. Was hat sich${at(company)} seither ergeben, und was gehen wir als Nächstes an?`,
    },
    answered: {
      subject: () => 'Unser Austausch',
      body: company =>
        `vielen Dank noch einmal für Ihre Antwort. Wie steht es${at(company)} inzwischen, und womit kann ich Ihnen weiterhelfen?`,
    },
    interested: {
      subject: company => (company === null ? 'Kurz zusammengefasst' : `Kurz zusammengefasst für ${company}`),
      body: () =>
        'ich kann Ihnen kurz zusammenfassen, was wir für Firmen wie Ihre tun und was es für den Anfang braucht. Welche Ihrer Fragen soll das zuerst beantworten?',
    },
    first: {
      subject: company => (company === null ? 'Eine kurze Frage' : `Eine kurze Frage zu ${company}`),
      body: company =>
        `ich betreue Firmen wie Ihre. Was müsste${at(company)} anders sein, damit Ihnen das eine Viertelstunde wert ist?`,
    },
  },
  salutation: name => (name === null ? 'Guten Tag,' : `Guten Tag ${name},`),
  close: 'Mit freundlichen Grüßen',
};
