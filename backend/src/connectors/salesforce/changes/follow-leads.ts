import type { CrmSession, CrmTokens } from '../../crm-access.ts';
import type { ChangePage, FollowLeadsRequest, LeadPage } from '../../crm-record.ts';
import { type ChangeHeader, createHeaderReader, type HeaderReader } from './change-header.ts';
import { createInbox } from './inbox.ts';
import { createOwnChangeTest } from './own-change.ts';
import {
  type FetchRequest,
  type FetchResponse,
  openPubsubChannel,
  type PubsubAccess,
  type PubsubAddress,
  type PubsubChannel,
} from './pubsub-api.ts';
import { isPlaceLost, isRefusal, isTokenRefused, translateRefusal } from './refusal.ts';

/** What following needs of its connection. */
export interface FollowOptions {
  pubsub: PubsubAddress;
  namespace: string;
  session: CrmSession;
  refresh(current: CrmTokens): Promise<CrmTokens>;
  /** The org's 18-character id. */
  organizationId(): Promise<string>;
  /** Leads as they stand now, and which of them are gone. */
  readLeadsById(ids: readonly string[]): Promise<Pick<LeadPage, 'records' | 'gone'>>;
}

const TOPIC = '/data/LeadChangeEvent';
/** The most that may be under way. */
const EVENTS_AT_ONCE = 100;
const LEAD_ID = /^00Q[a-zA-Z0-9]{12}(?:[a-zA-Z0-9]{3})?$/;

/**
 * Follows the change events of leads from a replay id on, or from now. New events are asked for only when the page before has
 * been taken care of, so a slow reader is never flooded.
 * @throws ConnectorError when the stream fails; follow again from the last page's position
 */
export async function* followLeads(
  options: FollowOptions,
  { position, signal }: FollowLeadsRequest,
): AsyncGenerator<ChangePage> {
  const organizationId = await options.organizationId();
  const channel = openPubsubChannel(options.pubsub);
  const schemas = new Map<string, HeaderReader>();
  let place = position;
  let hasRenewed = false;
  try {
    for (;;) {
      const tokens = await options.session.tokens();
      const access = { ...tokens, instanceUrl: tokens.instanceUrl ?? '', organizationId };
      try {
        for await (const page of followOnce({ ...options, channel, access, schemas, place, signal })) {
          yield page;
          place = page.position ?? place;
          hasRenewed &&= page.position === undefined;
        }
        return;
      } catch (error) {
        if (isPlaceLost(error) && place !== undefined) place = undefined;
        else if (isTokenRefused(error) && !hasRenewed) {
          hasRenewed = true;
          await options.session.renew(tokens.accessToken, options.refresh);
        } else throw isRefusal(error) ? translateRefusal(error) : error;
      }
    }
  } finally {
    channel.close();
  }
}

interface Subscription extends FollowOptions {
  channel: PubsubChannel;
  access: PubsubAccess;
  /** Kept from one stream to the next. */
  schemas: Map<string, HeaderReader>;
  /** The replay id after which to begin, as text; undefined is now. */
  place: string | undefined;
  signal: AbortSignal;
}

/** One stream. Without a place it begins by saying that changes may have been missed. */
async function* followOnce(subscription: Subscription): AsyncGenerator<ChangePage> {
  const { channel, access, place, signal } = subscription;
  const stream = channel.subscribe(access);
  const inbox = createInbox(stream, signal);
  const ask = (numRequested: number) => stream.write({ topicName: TOPIC, ...startAt(place), numRequested });
  try {
    ask(EVENTS_AT_ONCE);
    if (place === undefined) yield { records: [], mayHaveMissed: true, told: 0, own: 0 };
    for (let responses = await inbox.take(); responses !== undefined; responses = await inbox.take()) {
      yield await pageOf(subscription, responses);
      const told = responses.reduce((sum, { events }) => sum + events.length, 0);
      if (told > 0) ask(told);
    }
  } finally {
    stream.cancel();
  }
}

function startAt(place: string | undefined): Pick<FetchRequest, 'replayPreset' | 'replayId'> {
  if (place === undefined) return { replayPreset: 'LATEST' };
  return { replayPreset: 'CUSTOM', replayId: Buffer.from(place, 'base64') };
}

/** The leads that events name, as they stand now; and where the events end. */
async function pageOf(subscription: Subscription, responses: readonly FetchResponse[]): Promise<ChangePage> {
  const headers = await headersOf(subscription, responses);
  const isOwn = createOwnChangeTest(subscription.namespace);
  const changes = headers.filter(header => header !== undefined && !isOwn(header)) as ChangeHeader[];
  const ids = new Set(changes.flatMap(({ recordIds }) => recordIds).filter(id => LEAD_ID.test(id)));
  const times = headers.flatMap(header => header?.commitTimestamp ?? []);
  const last = responses.at(-1)!;
  const place = last.events.at(-1)?.replayId ?? last.latestReplayId;
  return {
    ...(await subscription.readLeadsById([...ids])),
    position: place.toString('base64'),
    mayHaveMissed: headers.includes(undefined) || changes.some(tellsNoRecord),
    told: headers.length,
    own: headers.filter(header => header !== undefined && isOwn(header)).length,
    ...(times.length > 0 && { lastChangeAt: new Date(Math.max(...times)) }),
  };
}

/** An overflow, or a gap without a usable id. */
function tellsNoRecord({ changeType, recordIds }: ChangeHeader): boolean {
  return changeType === 'GAP_OVERFLOW' || !recordIds.some(id => LEAD_ID.test(id));
}

/** What each event says; undefined for one that cannot be read, which may have told anything. */
async function headersOf(
  { channel, access, schemas }: Subscription,
  responses: readonly FetchResponse[],
): Promise<(ChangeHeader | undefined)[]> {
  const headers: (ChangeHeader | undefined)[] = [];
  for (const { event } of responses.flatMap(({ events }) => events)) {
    const { schemaId, payload } = event;
    if (!schemas.has(schemaId))
      schemas.set(schemaId, createHeaderReader(await channel.getSchema(access, schemaId)));
    headers.push(schemas.get(schemaId)!(payload));
  }
  return headers;
}
