import { type CardTexts, cardTexts } from '../../shared-scoring/src/card/texts/card-texts.ts';
import { ACTION_LABELS } from './action-labels.ts';
import type { Label } from './label.ts';
import { metadataXml } from './metadata-xml.ts';
import { SETUP_LABELS } from './setup-labels.ts';

/** A text that the finished card uses, too: so the first paint, made of the record's fields, speaks the same words. */
function asOnCard(name: string, read: (texts: CardTexts) => string): Label {
  return { name, en: read(cardTexts('en')), de: read(cardTexts('de')) };
}

/** Stands for the number of days until it becomes `{1}`; of many, so that the word after it is the plural. */
const DAYS = 987_654;

const LABELS: readonly Label[] = [
  asOnCard('Band_Hot', ({ bands }) => bands.Hot),
  asOnCard('Band_Warm', ({ bands }) => bands.Warm),
  asOnCard('Band_Nurture', ({ bands }) => bands.Nurture),
  asOnCard('Band_Low', ({ bands }) => bands.Low),
  asOnCard('Probability', texts => texts.probability('{0}', DAYS, '{2}').replace(String(DAYS), '{1}')),
  asOnCard('Too_Little', texts => texts.tooLittle(undefined).title),
  asOnCard('Not_Eligible', texts => texts.notEligible.lost(undefined).title),
  asOnCard('Set_Up_Title', texts => texts.setupUnfinished.title),
  asOnCard('Ask_Admin', texts => texts.setupUnfinished.help ?? ''),
  { name: 'Card_Title', en: 'Lead score', de: 'Bewertung' },
  { name: 'Why', en: 'Why this score', de: 'Warum diese Bewertung' },
  { name: 'Timeline', en: 'Recent activity', de: 'Letzte Aktivitäten' },
  { name: 'Colleagues', en: 'Also active at this company', de: 'Auch aktiv in dieser Firma' },
  { name: 'Raises', en: 'Raises the score', de: 'Hebt die Bewertung' },
  { name: 'Lowers', en: 'Lowers the score', de: 'Senkt die Bewertung' },
  { name: 'Saved', en: 'Saved {0}', de: 'Gespeichert {0}' },
  { name: 'Loading', en: 'Loading the score', de: 'Die Bewertung wird geladen' },
  { name: 'Getting_Details', en: 'Getting details…', de: 'Details werden geholt …' },
  { name: 'Refresh', en: 'Refresh the score', de: 'Bewertung aktualisieren' },
  { name: 'Try_Again', en: 'Try again', de: 'Erneut versuchen' },
  {
    name: 'Down_With_Score',
    en: 'Showing the score saved {0}. Details are back soon.',
    de: 'Gezeigt wird die gespeicherte Bewertung ({0}). Details sind bald wieder da.',
  },
  {
    name: 'Down',
    en: 'The details cannot be reached right now. They are back soon.',
    de: 'Die Details sind gerade nicht erreichbar. Sie sind bald wieder da.',
  },
  {
    name: 'No_Saved_Score',
    en: 'No score is saved on this record',
    de: 'An diesem Datensatz ist keine Bewertung gespeichert',
  },
  {
    name: 'Busy',
    en: 'Too many cards were opened at once. Try again in a minute.',
    de: 'Zu viele Karten auf einmal. Versuchen Sie es in einer Minute erneut.',
  },
  { name: 'No_Permission_Title', en: 'You cannot see lead scores', de: 'Sie sehen keine Bewertungen' },
  {
    name: 'No_Permission',
    en: 'Ask your admin for the permission set “AIX Lead Scoring Rep”.',
    de: 'Bitten Sie Ihren Admin um den Berechtigungssatz „AIX Lead Scoring Rep“.',
  },
  { name: 'Not_Visible_Title', en: 'No score to show', de: 'Keine Bewertung zu zeigen' },
  {
    name: 'Not_Visible',
    en: 'This record is no lead that you can see.',
    de: 'Dieser Datensatz ist kein Lead, den Sie sehen können.',
  },
  {
    name: 'Not_Editable',
    en: 'You can see this lead, but not change it. Ask its owner.',
    de: 'Sie sehen diesen Lead, können ihn aber nicht ändern. Fragen Sie den Inhaber.',
  },
  {
    name: 'Invalid',
    en: 'What was entered cannot be used. Check it and try again.',
    de: 'Die Eingabe kann nicht verwendet werden. Prüfen Sie sie und versuchen Sie es erneut.',
  },
  {
    name: 'Not_Known',
    en: 'The service does not know this lead yet, or what you want to undo is gone. Refresh the card.',
    de: 'Der Dienst kennt diesen Lead noch nicht, oder es gibt nichts mehr zurückzunehmen. Aktualisieren Sie die Karte.',
  },
  {
    name: 'Not_Connected_Admin',
    en: 'Enter this org’s connection id: Custom Metadata Types, AIX Setting, Manage Records, Default.',
    de: 'Tragen Sie die Verbindungs-ID dieser Org ein: Benutzerdefinierte Metadatentypen, AIX Setting, Datensätze verwalten, Default.',
  },
  {
    name: 'Not_Accepted_Admin',
    en: 'The service does not accept this org’s certificate: Named Credentials, External Credentials, AIX Backend.',
    de: 'Der Dienst nimmt das Zertifikat dieser Org nicht an: Benannte Anmeldeinformationen, Externe Anmeldeinformationen, AIX Backend.',
  },
  { name: 'Open_Setup', en: 'Open Setup', de: 'Setup öffnen' },
  {
    name: 'Unknown_Card',
    en: 'This card needs a newer version of the app. Ask your admin to update it.',
    de: 'Diese Karte braucht eine neuere Version der App. Bitten Sie Ihren Admin um das Update.',
  },
  asOnCard('Trend_Risen', ({ standing }) => standing.risen('{0}')),
  asOnCard('Trend_Fallen', ({ standing }) => standing.fallen('{0}')),
  asOnCard('Trend_Unchanged', ({ standing }) => standing.unchanged),
  ...ACTION_LABELS,
  ...SETUP_LABELS,
];

/** `CustomLabels.labels-meta.xml`: the English texts. */
export function labelsXml(): string {
  return metadataXml('CustomLabels', {
    labels: LABELS.map(({ name, en }) => ({
      fullName: `AIX_${name}`,
      categories: 'AIX Lead Qualification',
      language: 'en_US',
      protected: true,
      shortDescription: name.replaceAll('_', ' '),
      value: en,
    })),
  });
}

/** `de.translation-meta.xml`: the German texts. */
export function germanXml(): string {
  return metadataXml('Translations', {
    customLabels: LABELS.map(({ name, de }) => ({ label: de, name: `AIX_${name}` })),
  });
}
