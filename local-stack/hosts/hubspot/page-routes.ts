import { type Request, type Response, Router } from 'express';
import { viewerOf } from '../viewer-name.ts';
import type { ShownExtension } from './browser/platform.ts';
import { type AppExtension, readExtensions, scriptName } from './bundle/app-extensions.ts';
import {
  type CardPlace,
  extensionPage,
  LANGUAGES,
  type Language,
  messagePage,
  type PageFrame,
  recordPage,
} from './pages.ts';
import type { PortalSession } from './portal/portal-session.ts';
import {
  describeProperties,
  isObjectId,
  isObjectType,
  type RecordKey,
  readProperties,
} from './portal/read-records.ts';
import type { HubspotHostOptions } from './start-hubspot-host.ts';

/** The platform's part of the pages; the app's own extensions ask for less. */
const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const LOCALES = { en: 'en-gb', de: 'de-de' } as const;
const KINDS: Readonly<Record<string, { kind: string; plural: string; title: readonly string[] }>> = {
  '0-1': { kind: 'Contact', plural: 'contacts', title: ['firstname', 'lastname'] },
  '0-2': { kind: 'Company', plural: 'companies', title: ['name'] },
  '0-3': { kind: 'Deal', plural: 'deals', title: ['dealname'] },
};
const CONTACT = '0-1';
const PLACES: Readonly<Record<string, string>> = {
  'crm.record.tab': 'Tab',
  'crm.record.sidebar': 'Sidebar',
  'crm.preview': 'Preview',
};

/** The pages: records with the app's cards, settings, and the app's own pages. */
export function pageRoutes(options: HubspotHostOptions): Router {
  const router = Router();
  router.get('/records/contact/:objectId', (request, response) => {
    response.redirect(`/contacts/${options.portalId}/record/${CONTACT}/${request.params.objectId}`);
  });
  router.get('/contacts/:portalId/record/:objectTypeId/:objectId', async (request, response) => {
    const { objectTypeId, objectId } = request.params;
    const isRecord = isObjectType(objectTypeId) && isObjectId(objectId) && KINDS[objectTypeId] !== undefined;
    const page = isRecord && (await pageOfRecord(options, request, { objectTypeId, objectId }));
    if (page) response.type('html').send(page);
    else sendNothing(options, request, response, 'No such record');
  });
  router.get(['/', '/app'], (request, response) => sendExtension(options, request, response, 'page'));
  router.get('/settings', (request, response) => sendExtension(options, request, response, 'settings'));
  router.use((request, response) => sendNothing(options, request, response, 'No such page'));
  return router;
}

async function pageOfRecord(
  options: HubspotHostOptions,
  request: Request,
  key: RecordKey,
): Promise<string | undefined> {
  const { kind, plural, title } = KINDS[key.objectTypeId]!;
  const session = sessionOf(options, request);
  const named = await readProperties(session, key, title);
  if (named === undefined) return undefined;
  const cards = readExtensions().filter(({ objectTypes }) => objectTypes.includes(plural));
  const card =
    cards.find(({ location }) => location === request.query.place) ?? cards.find(isTab) ?? cards[0];
  const frame = frameOf(options, request, `${key.objectTypeId}/${key.objectId}`);
  if (card === undefined) return messagePage(frame, kind, 'The app has no card for these records.');
  const context = { location: card.location, crm: { ...key, objectId: Number(key.objectId) } };
  return recordPage(
    frame,
    {
      kind,
      title: Object.values(named).join(' ').trim() || '(no name)',
      properties: await describeProperties(session, key.objectTypeId),
      isNarrow: !isTab(card),
    },
    { title: card.name ?? '', shown: shownExtension(options, frame, request, card, context) },
    cards.map(({ location }) => placeLink(location ?? '', card, frame.language)),
  );
}

function isTab({ location }: AppExtension): boolean {
  return location === 'crm.record.tab';
}

function placeLink(location: string, card: AppExtension, language: Language): CardPlace {
  return {
    name: PLACES[location] ?? location,
    href: `?place=${location}&language=${language}`,
    isShown: location === card.location,
  };
}

const TITLES = { page: 'App', settings: 'Settings' } as const;

function sendExtension(
  options: HubspotHostOptions,
  request: Request,
  response: Response,
  type: keyof typeof TITLES,
): void {
  const found = readExtensions().find(extension => extension.type === type);
  if (found === undefined) {
    sendNothing(options, request, response, 'No such page');
    return;
  }
  const frame = frameOf(options, request, null);
  const context = { location: type === 'page' ? 'pages' : 'settings' };
  const shown = shownExtension(options, frame, request, found, context);
  response.type('html').send(extensionPage(frame, { title: TITLES[type], shown }));
}

function sendNothing(options: HubspotHostOptions, request: Request, response: Response, title: string): void {
  const page = messagePage(frameOf(options, request, null), title, 'It is not there, or not for you.');
  response.status(404).type('html').send(page);
}

function shownExtension(
  options: HubspotHostOptions,
  { language }: PageFrame,
  request: Request,
  extension: AppExtension,
  place: object,
): ShownExtension {
  const { portalId, appId } = options;
  const { userId, email, firstName, lastName } = sessionOf(options, request).user;
  const { path, language: _, place: __, viewer: ___, ...params } = request.query as Record<string, string>;
  return {
    script: `${request.protocol}://${request.host}/assets/${scriptName(extension)}`,
    page: { path: path ?? '/', params },
    context: {
      ...place,
      user: {
        ...{ id: userId, email, emails: [email], firstName, lastName, roles: [], teams: [], permissions: [] },
        ...{ language, locale: LOCALES[language] },
      },
      portal: { id: portalId, timezone: TIME_ZONE },
      extension: { appId },
    },
  };
}

function frameOf(options: HubspotHostOptions, request: Request, record: string | null): PageFrame {
  const { portalName, appId, serviceUrl } = options;
  const { user } = sessionOf(options, request);
  const viewer = viewerOf(request.query);
  const language = LANGUAGES.find(each => each === request.query.language) ?? 'en';
  const has = new Set(readExtensions().map(({ type }) => type));
  const links = [
    ...(has.has('page') ? [{ name: 'App', href: '/app', viewer: 'rep' as const }] : []),
    ...(has.has('settings') ? [{ name: 'Settings', href: '/settings', viewer: 'admin' as const }] : []),
  ];
  const userName = [user.firstName, user.lastName].join(' ').trim() || user.email;
  return { language, viewer, portalName, userName, given: { record, appId, viewer }, links, serviceUrl };
}

function sessionOf({ viewers }: HubspotHostOptions, { query }: Request): PortalSession {
  return viewers[viewerOf(query)];
}
