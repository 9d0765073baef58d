import type { Label } from './label.ts';

/** Texts of the setup assistant. Names of pages are those of Salesforce's own Setup. */
export const SETUP_LABELS: readonly Label[] = [
  { name: 'Setup_Title', en: 'Set up lead scoring', de: 'Lead-Bewertung einrichten' },
  {
    name: 'Setup_No_Permission',
    en: 'Only for admins of the app: the permission set “AIX Lead Scoring Admin”.',
    de: 'Nur für Admins der App: der Berechtigungssatz „AIX Lead Scoring Admin“.',
  },
  { name: 'Setup_People_Title', en: 'Who sees scores', de: 'Wer Bewertungen sieht' },
  {
    name: 'Setup_People_Text',
    en: 'Assign “AIX Lead Scoring Rep” to who works leads, “… Manager” to who leads a team, both with “AIX Callout Access”; and “… Integration” with “AIX Integration Access” to a user of its own, as whom the service reads leads and writes scores. The two sets of access are your org’s own: deploy them first.',
    de: 'Weisen Sie „AIX Lead Scoring Rep“ denen zu, die Leads bearbeiten, „… Manager“ denen, die ein Team leiten, beides mit „AIX Callout Access“; und „… Integration“ mit „AIX Integration Access“ einem eigenen Benutzer, als der der Dienst Leads liest und Bewertungen schreibt. Die beiden Zugriffssätze gehören Ihrer Org: Stellen Sie sie zuerst bereit.',
  },
  { name: 'Setup_People_Link', en: 'Permission Sets', de: 'Berechtigungssätze' },
  { name: 'Setup_Connect_Title', en: 'Connect this org', de: 'Diese Org verbinden' },
  {
    name: 'Setup_Connect_Help',
    en: 'In the service, choose Salesforce under Connections. It shows a connection id: enter it here and save. Then consent there, in your browser, as the integration user.',
    de: 'Wählen Sie im Dienst unter Verbindungen Salesforce. Er zeigt eine Verbindungs-ID: Tragen Sie sie hier ein und speichern Sie. Stimmen Sie danach dort im Browser zu, als der Integrationsbenutzer.',
  },
  { name: 'Setup_Connection_Id', en: 'Connection id', de: 'Verbindungs-ID' },
  { name: 'Setup_Certificate', en: 'Signing certificate (public)', de: 'Signaturzertifikat (öffentlich)' },
  {
    name: 'Setup_Certificate_Help',
    en: 'By it the service knows that a call comes from this org. Make a self-signed certificate, choose it in both external credentials, AIX Backend and AIX Setup, download it and paste its text here. Never a private key.',
    de: 'Daran erkennt der Dienst, dass ein Aufruf von dieser Org kommt. Erstellen Sie ein selbstsigniertes Zertifikat, wählen Sie es in beiden externen Anmeldeinformationen, AIX Backend und AIX Setup, laden Sie es herunter und fügen Sie seinen Text hier ein. Nie einen privaten Schlüssel.',
  },
  {
    name: 'Setup_Certificate_Link',
    en: 'Certificate and Key Management',
    de: 'Zertifikat- und Schlüsselverwaltung',
  },
  { name: 'Setup_Credential_Link', en: 'Named Credentials', de: 'Benannte Anmeldeinformationen' },
  {
    name: 'Setup_Saved',
    en: 'Salesforce is saving it, which takes up to a minute. Then check the connection.',
    de: 'Salesforce speichert es, das dauert bis zu einer Minute. Prüfen Sie danach die Verbindung.',
  },
  { name: 'Setup_Check_Title', en: 'Check the connection', de: 'Verbindung prüfen' },
  {
    name: 'Setup_Check_Help',
    en: 'Makes a test call, and has the service look at fields, permissions and certificate in this org.',
    de: 'Macht einen Testaufruf und lässt den Dienst Felder, Berechtigungen und Zertifikat in dieser Org ansehen.',
  },
  { name: 'Setup_Check', en: 'Check now', de: 'Jetzt prüfen' },
  {
    name: 'Setup_Certificate_Known',
    en: 'The service knows this org’s certificate.',
    de: 'Der Dienst kennt das Zertifikat dieser Org.',
  },
  {
    name: 'Setup_Certificate_Absent',
    en: 'No certificate is saved: paste it above.',
    de: 'Es ist kein Zertifikat gespeichert: Fügen Sie es oben ein.',
  },
  {
    name: 'Setup_Certificate_Hidden',
    en: 'The integration user may not see the app’s settings: give that user “AIX Lead Scoring Integration”.',
    de: 'Der Integrationsbenutzer darf die Einstellungen der App nicht sehen: Geben Sie ihm „AIX Lead Scoring Integration“.',
  },
  {
    name: 'Setup_Certificate_Refused',
    en: 'The saved certificate cannot be used: paste a valid one, with RSA and at least 2,048 bits.',
    de: 'Das gespeicherte Zertifikat ist nicht brauchbar: Fügen Sie ein gültiges ein, mit RSA und mindestens 2.048 Bit.',
  },
  {
    name: 'Setup_Fields_There',
    en: 'All score fields can be written.',
    de: 'Alle Bewertungsfelder lassen sich schreiben.',
  },
  {
    name: 'Setup_Fields_Missing',
    en: 'Score fields that the integration user cannot write: {0}.',
    de: 'Bewertungsfelder, die der Integrationsbenutzer nicht schreiben kann: {0}.',
  },
  { name: 'Setup_Connected_As', en: '{0} is connected as {1}.', de: '{0} ist verbunden als {1}.' },
  {
    name: 'Setup_Connection_Ended',
    en: 'Salesforce took the grant back: consent again in the service.',
    de: 'Salesforce hat die Zustimmung zurückgenommen: Stimmen Sie im Dienst erneut zu.',
  },
  {
    name: 'Setup_Leads_Scored',
    en: '{0} of {1} leads have a score.',
    de: '{0} von {1} Leads haben eine Bewertung.',
  },
  {
    name: 'Setup_Writes_Refused',
    en: '{0} records refused their score.',
    de: '{0} Datensätze haben ihre Bewertung abgelehnt.',
  },
  {
    name: 'Setup_Limit_Reached',
    en: 'Salesforce’s daily limit of calls is reached; writing goes on when calls return.',
    de: 'Die Tagesgrenze der Aufrufe von Salesforce ist erreicht; geschrieben wird, sobald wieder Aufrufe frei sind.',
  },
  {
    name: 'Setup_Outcomes',
    en: '{0} leads were read, {1} of them converted.',
    de: '{0} Leads wurden gelesen, davon haben {1} abgeschlossen.',
  },
  {
    name: 'Setup_Verdict_Ready',
    en: 'Your outcomes are enough for a model of your own.',
    de: 'Ihre Ergebnisse reichen für ein eigenes Modell.',
  },
  {
    name: 'Setup_Verdict_Usable',
    en: 'Your outcomes are enough for a first model, with wide ranges.',
    de: 'Ihre Ergebnisse reichen für ein erstes Modell mit weiten Spannen.',
  },
  {
    name: 'Setup_Verdict_Not_Ready',
    en: 'Your outcomes are too few so far: the cards say so and give no score.',
    de: 'Ihre Ergebnisse reichen noch nicht: Die Karten sagen das und geben keine Bewertung.',
  },
  { name: 'Setup_Link_Title', en: 'Link to HubSpot', de: 'Mit HubSpot verknüpfen' },
  {
    name: 'Setup_Link_Help',
    en: 'A person whom both CRMs know then has one score. It takes an admin of each: one shows a code, the other enters it.',
    de: 'Wen beide CRMs kennen, der hat dann eine Bewertung. Dazu braucht es je einen Admin: Der eine zeigt einen Code, der andere gibt ihn ein.',
  },
  {
    name: 'Setup_Link_Losses',
    en: 'This org’s records are read anew. What no CRM can tell again is deleted: {0} bands set by people, {1} answers on scores, {2} events and {3} receipts.',
    de: 'Die Datensätze dieser Org werden neu gelesen. Was kein CRM noch einmal sagen kann, wird gelöscht: {0} von Menschen gesetzte Stufen, {1} Rückmeldungen zu Bewertungen, {2} Ereignisse und {3} Belege.',
  },
  { name: 'Setup_Show_Code', en: 'Show a code', de: 'Code zeigen' },
  {
    name: 'Setup_Code_Help',
    en: 'Enter it in HubSpot. It holds once, until {0}.',
    de: 'Geben Sie ihn in HubSpot ein. Er gilt einmal, bis {0}.',
  },
  { name: 'Setup_Code', en: 'Code from HubSpot', de: 'Code aus HubSpot' },
  { name: 'Setup_Redeem', en: 'Link', de: 'Verknüpfen' },
  { name: 'Setup_Linked', en: 'Linked.', de: 'Verknüpft.' },
  { name: 'Setup_Linked_To', en: 'Linked to {0}.', de: 'Verknüpft mit {0}.' },
  { name: 'Setup_Unlink', en: 'End the link', de: 'Verknüpfung beenden' },
  {
    name: 'Setup_Unlink_Help',
    en: 'Each CRM then has its own model again, and a person whom both know has two scores.',
    de: 'Jedes CRM hat dann wieder sein eigenes Modell, und wen beide kennen, der hat zwei Bewertungen.',
  },
  { name: 'Setup_Unlinked', en: 'The link is ended.', de: 'Die Verknüpfung ist beendet.' },
  {
    name: 'Setup_Channels_Title',
    en: 'Alerts',
    de: 'Benachrichtigungen',
  },
  {
    name: 'Setup_Channels_Help',
    en: 'Where your people and systems hear that a lead became hot: Slack, e-mail, tasks, webhooks. An admin sets that on a page of the service, in English.',
    de: 'Wo Ihre Leute und Systeme erfahren, dass ein Lead heiß wurde: Slack, E-Mail, Aufgaben, Webhooks. Ein Admin stellt das auf einer Seite des Dienstes ein, auf Englisch.',
  },
  {
    name: 'Setup_Channels_Open',
    en: 'Get the address',
    de: 'Adresse holen',
  },
  {
    name: 'Setup_Channels_Link',
    en: 'Open the alert channels',
    de: 'Kanäle für Benachrichtigungen öffnen',
  },
  {
    name: 'Setup_Channels_Link_Help',
    en: 'It holds once, until {0}.',
    de: 'Sie gilt einmal, bis {0}.',
  },
  { name: 'Setup_Disconnect_Title', en: 'Disconnect this org', de: 'Diese Org trennen' },
  {
    name: 'Setup_Disconnect_Help',
    en: 'Do this before you uninstall the app: an uninstallation cannot ask the service to delete anything.',
    de: 'Tun Sie das, bevor Sie die App deinstallieren: Eine Deinstallation kann den Dienst um keine Löschung bitten.',
  },
  { name: 'Setup_Disconnect_Open', en: 'Disconnect…', de: 'Trennen …' },
  {
    name: 'Setup_Disconnect_Removed',
    en: 'The service deletes what it keeps of this org: its grant and keys, the leads that it read, their events, scores and receipts. This cannot be undone.',
    de: 'Der Dienst löscht, was er von dieser Org aufbewahrt: Zustimmung und Schlüssel, die gelesenen Leads, deren Ereignisse, Bewertungen und Belege. Das lässt sich nicht rückgängig machen.',
  },
  {
    name: 'Setup_Disconnect_Stays',
    en: 'The score fields on your records keep their last values, until the app is uninstalled.',
    de: 'Die Bewertungsfelder Ihrer Datensätze behalten ihre letzten Werte, bis die App deinstalliert wird.',
  },
  { name: 'Setup_Disconnect_Confirm', en: 'Disconnect and delete', de: 'Trennen und löschen' },
  {
    name: 'Setup_Disconnected',
    en: 'Disconnected. Nothing more is read or written.',
    de: 'Getrennt. Es wird nichts mehr gelesen oder geschrieben.',
  },
];
