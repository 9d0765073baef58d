import { html } from '../../page-html.ts';
import type { ChannelTexts } from './channel-texts.ts';
import { reasonInGerman } from './de-reasons.ts';

/** German. */
export const DE: ChannelTexts = {
  title: 'Kanäle für Benachrichtigungen',
  intro:
    'wo Ihre Leute und Systeme erfahren, dass der Score eines Leads eine Schwelle überschritten hat, jedes Mal genau einmal.',
  back: 'Zurück zur Übersicht',
  channels: 'Ihre Kanäle',
  none: 'Es gibt noch keine: Niemand erfährt, wenn ein Lead heiß wird.',
  addHeading: 'Kanal hinzufügen',
  noCrm: 'Noch ist kein CRM verbunden.',
  kinds: {
    slack: { name: 'Slack', add: 'Slack-Kanal hinzufügen' },
    email: { name: 'E-Mail', add: 'E-Mail-Adresse hinzufügen' },
    webhook: { name: 'Webhook', add: 'Webhook hinzufügen' },
    crm_task: { name: 'Aufgaben im CRM', add: 'Aufgaben im CRM hinzufügen' },
  },
  crossings: {
    'hot-up': 'auf Heiß steigt',
    'hot-down': 'unter Heiß fällt',
    'warm-up': 'auf Warm steigt',
    'warm-down': 'unter Warm fällt',
    'nurture-up': 'auf Pflegen steigt',
    'nurture-down': 'unter Pflegen fällt',
  },
  tells: (crossings, when) => `Meldet, wenn ein Lead ${crossings} · ${when}`,
  atOnce: 'sofort',
  hourly: 'gesammelt, jede Stunde',
  daily: (hour, timeZone) => `gesammelt, täglich um ${hour} Uhr (${timeZone})`,
  inWorkingHours: ', innerhalb der Arbeitszeit',
  buttons: {
    test: 'Test senden',
    confirmation: 'Erneut senden',
    enable: 'Fortsetzen',
    pause: 'Anhalten',
    remove: 'Endgültig entfernen',
    retry: 'Erneut versuchen',
  },
  removing: {
    summary: 'Entfernen …',
    label: name => `${name} entfernen …`,
    warning:
      'Seine Zustellungen werden mit entfernt, auch die wartenden. Das lässt sich nicht rückgängig machen.',
  },
  states: {
    disabled: (since, reason) =>
      html`<strong>Abgeschaltet</strong> seit ${since}: ${reason}. Setzen Sie ihn fort, sobald das behoben ist`,
    paused: since => html`<strong>Angehalten</strong> seit ${since}`,
    failing: reason => html`<strong>Gestört</strong>: ${reason}. Es wird weiter versucht`,
    waiting: html`<strong>Wartet auf Bestätigung</strong>: Eine E-Mail mit einem Link ging dorthin; mehr wird nicht gesendet, bis jemand dort bestätigt`,
    working: 'In Betrieb',
    noneDelivered: days => `in den letzten ${days} Tagen nichts zugestellt`,
    lastDelivered: at => html`zuletzt zugestellt ${at}`,
    waitingCount: count => `${count} wartend`,
    givenUp: count => `${count} aufgegeben`,
    because: reason => html`, zuletzt aus diesem Grund: ${reason}`,
  },
  form: {
    name: 'Name',
    crm: 'In welchem CRM',
    address: 'E-Mail-Adresse',
    slackUrl: 'Adresse des eingehenden Webhooks in Slack, beginnend mit https://',
    webhookUrl: 'Adresse Ihres Systems, beginnend mit https://',
    crossings: 'Melden, wenn ein Lead …',
    quiet: 'Nur innerhalb der Arbeitszeit; was außerhalb geschieht, wird zu ihrem Beginn gemeldet',
    when: 'Wann',
    now: 'Sofort',
    hour: 'Gesammelt, zu jeder vollen Stunde',
    day: 'Gesammelt, einmal am Tag',
    atHour: 'Falls einmal am Tag gesammelt: um',
    timeZone: 'Falls gesammelt: Zeitzone',
  },
  problems: {
    name: 'Geben Sie dem Kanal einen Namen von höchstens 80 Zeichen',
    crossings: 'Kreuzen Sie mindestens einen Anlass an',
    digest: 'Wählen Sie eine Stunde und eine Zeitzone wie Europe/Berlin',
    connectionId: 'Wählen Sie ein CRM',
    incomplete: 'Das Formular kam unvollständig an: Öffnen Sie die Seite neu',
  },
  said: {
    added: name => `${name} wurde hinzugefügt`,
    notAdded: 'Er wurde nicht hinzugefügt',
    next: {
      crm_task:
        'Für jeden Lead, der ab jetzt eine dieser Schwellen überschreitet, legt er eine Aufgabe an; für Leads ohne Datensatz in diesem CRM keine',
      slack: 'Senden Sie einen Test, um zu sehen, ob er funktioniert',
      webhook: 'Senden Sie einen Test, um zu sehen, ob er funktioniert',
      secret: 'Prüfen Sie Signaturen mit diesem Geheimnis. Es wird nur jetzt gezeigt',
      email:
        'Eine E-Mail mit einem Link ging dorthin. Benachrichtigungen beginnen, sobald jemand dort bestätigt hat',
    },
    noChannel: { title: 'Diesen Kanal gibt es nicht', text: 'Er wurde inzwischen entfernt' },
    testArrived: name => ({
      title: `Der Test über ${name} kam an`,
      text: 'Der Empfänger hat ihn angenommen',
    }),
    testFailed: name => `Der Test über ${name} kam nicht an`,
    asked: name => ({
      title: `Eine E-Mail ging an ${name}`,
      text: 'Benachrichtigungen beginnen, sobald jemand dort bestätigt hat',
    }),
    notAsked: name => `An ${name} ging keine E-Mail`,
    underWay: 'Das wird bereits gesendet',
  },
  untouched: {
    heading: 'Heiße Leads, um die sich niemand kümmert',
    intro: hours =>
      `Sie sind seit mindestens ${hours} Stunden heiß, und niemand hat einen Schritt getan oder mit ihnen gesprochen. Wer am längsten wartet, steht zuerst.`,
    none: hours =>
      `Es gibt keine: Kein Lead ist seit ${hours} Stunden heiß, ohne dass jemand einen Schritt getan oder mit ihm gesprochen hat.`,
    nameless: 'Ein Lead ohne Namen',
    hot: (scorePoints, since) => html`Heiß · ${String(scorePoints)} Punkte · seit ${since}`,
    open: crm => `In ${crm} öffnen`,
    more: 'Es gibt weitere: Diese warten am längsten.',
  },
  language: 'de-DE',
  reason: reasonInGerman,
};
