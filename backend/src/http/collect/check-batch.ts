import { InputError } from '@aix/shared-scoring';
import type { z } from 'zod';
import { digestUuid, visitorSubject } from '../../security/digests.ts';
import { isIdentitySigned } from '../../security/write-keys.ts';
import type { NewEvent } from '../../store/events.ts';
import type { FilterCounts, FilterReason } from '../../store/own-traffic.ts';
import type { Identification } from '../../store/visitors.ts';
import type { CollectedBatch } from '../../use-cases/engagement/ingest-events.ts';
import type { WriteAccess } from '../../use-cases/engagement/write-keys.ts';
import { type collectedSchema, eventSchema, identitySchema, MOST_ITEMS } from './collect-schema.ts';
import { isOwnDomain } from './filter-traffic.ts';
import { namedBy, namedByToken, subjectOf } from './named-lead.ts';

/** An item that is not stored as it was sent. */
export type Rejection = z.output<typeof collectedSchema>['rejected'][number];

/** A request's body, item by item: what can be stored, where each of it stood, and what is wrong with the rest. */
export interface CheckedBatch {
  batch: CollectedBatch & { filtered: FilterCounts };
  /** Positions in the request, by position in the batch. */
  eventIndexes: number[];
  identityIndexes: number[];
  asideIndexes: number[];
  rejected: Rejection[];
}

/** Nobody kept events before; an older time is a mistake. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
/** What an event may lack and is kept all the same, if only aside. */
const MAY_LACK = ['at', 'signal', 'visitorId', 'email', 'emailSha256'] as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Checks a body of `POST /v1/collect`. Bad items are listed, good ones go on. With `reason`, all of it is left out.
 * @throws InputError ERR_INPUT_INVALID when the body as a whole is not what it should be, ERR_INPUT_TOO_LARGE for too many items
 */
export async function checkBatch(
  body: unknown,
  access: WriteAccess,
  receivedAt: Date,
  reason?: FilterReason,
): Promise<CheckedBatch> {
  const { sentAt, events, identities } = checkEnvelope(body);
  if (reason !== undefined) return leftOut(access, { [reason]: events.length });
  const clock = correctClock(sentAt, receivedAt.getTime());
  const checkedEvents = events.map(raw => checkEvent(raw, access, clock));
  const checkedIdentities = await Promise.all(
    identities.map(raw => checkIdentity(raw, access, clock, receivedAt)),
  );
  const goodEvents = pick(checkedEvents, each => ('eventId' in each ? each : undefined));
  const goodIdentities = pick(checkedIdentities, each => ('reason' in each ? undefined : each));
  const ownEvents = checkedEvents.filter(each => 'isOwn' in each).length;
  const asides = pick(checkedEvents, each =>
    'reason' in each && each.aside ? { reason: each.reason, ...each.aside } : undefined,
  );
  return {
    batch: {
      tenantId: access.tenantId,
      events: goodEvents.items,
      identifications: goodIdentities.items,
      asides: asides.items,
      filtered: ownEvents > 0 ? { own_people: ownEvents } : {},
    },
    eventIndexes: goodEvents.indexes,
    identityIndexes: goodIdentities.indexes,
    asideIndexes: asides.indexes,
    rejected: [...rejectionsOf('events', checkedEvents), ...rejectionsOf('identities', checkedIdentities)],
  };
}

function leftOut({ tenantId }: WriteAccess, filtered: FilterCounts): CheckedBatch {
  return {
    batch: { tenantId, events: [], identifications: [], asides: [], filtered },
    ...{ eventIndexes: [], identityIndexes: [], asideIndexes: [], rejected: [] },
  };
}

/** What `choose` takes of a list, and where each of it stood. */
function pick<From, To extends object>(list: readonly From[], choose: (each: From) => To | undefined) {
  const items: To[] = [];
  const indexes: number[] = [];
  list.forEach((each, index) => {
    const chosen = choose(each);
    if (chosen === undefined) return;
    items.push(chosen);
    indexes.push(index);
  });
  return { items, indexes };
}

function rejectionsOf(list: Rejection['list'], items: readonly (BadItem | object)[]): Rejection[] {
  return items.flatMap((each, index) =>
    'reason' in each ? [{ list, index, reason: each.reason, keptAside: each.aside !== undefined }] : [],
  );
}

function checkEnvelope(body: unknown): {
  sentAt: number | undefined;
  events: unknown[];
  identities: unknown[];
} {
  const refuse = (problem: string) =>
    new InputError('ERR_INPUT_INVALID', `The body must be {"events":[…]}: ${problem}`);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw refuse('it is no object');
  const { sentAt, events = [], identities = [] } = body as Record<string, unknown>;
  if (!Array.isArray(events)) throw refuse('events is no list');
  if (!Array.isArray(identities)) throw refuse('identities is no list');
  if (events.length === 0 && identities.length === 0) throw refuse('it holds neither events nor identities');
  for (const list of [events, identities])
    if (list.length > MOST_ITEMS)
      throw new InputError(
        'ERR_INPUT_TOO_LARGE',
        `A request takes at most ${MOST_ITEMS} items, got ${list.length}: send them in several`,
      );
  const sentAtMs = sentAt === undefined ? undefined : timeOf(sentAt);
  if (sentAt !== undefined && sentAtMs === undefined)
    throw refuse('sentAt is no time with a zone, such as 2026-11-22T10:00:00Z');
  return { sentAt: sentAtMs, events, identities };
}

/** A time by the sender's clock as a time by ours. */
type Clock = (atMs: number) => Date;

/**
 * The sender's clock is as much off as `sentAt` differs from when the request came. Nothing can have happened after it
 * arrived: what is still later counts as just now.
 */
function correctClock(sentAtMs: number | undefined, receivedAtMs: number): Clock {
  const shift = sentAtMs === undefined ? 0 : receivedAtMs - sentAtMs;
  return atMs => new Date(Math.min(atMs + shift, receivedAtMs));
}

interface BadItem {
  reason: string;
  /** What is kept of an event that lacks only its time, name or lead. */
  aside?: { event: unknown; subject: string | undefined } | undefined;
}

/** An event of one of the tenant's own people. */
interface OwnEvent {
  isOwn: true;
}

function checkEvent(given: unknown, access: WriteAccess, clock: Clock): NewEvent | BadItem | OwnEvent {
  const raw = withoutEmpty(given);
  const parsed = eventSchema.safeParse(raw);
  if (!parsed.success) {
    const reason = reasonOf(parsed.error);
    const lacksOnly = parsed.error.issues.every(
      ({ path, message }) => /^(at|signal)$/.test(path.join('.')) && message === 'is missing',
    );
    return { reason, aside: lacksOnly ? asideOf(raw as z.input<typeof eventSchema>) : undefined };
  }
  const { id, signal, at, properties } = parsed.data;
  const named = namedBy(parsed.data);
  if (typeof named === 'string') return { reason: named };
  if (named === undefined)
    return {
      reason: 'it names no lead: give visitorId, email or emailSha256',
      aside: asideOf(parsed.data),
    };
  if (named.kind === 'email' && access.kind === 'public')
    return { reason: 'a public key names a lead only by visitorId; tie that to an address under identities' };
  const atMs = timeOf(at);
  if (atMs === undefined) return { reason: 'at is no time since the year 2000' };
  if (isOwnDomain(named.domain, access)) return { isOwn: true };
  return { eventId: uuidOf(id), subject: subjectOf(named), signal, at: clock(atMs), properties };
}

/** Senders write what they do not know as null or as an empty text. */
function withoutEmpty(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  const event = raw as Record<string, unknown>;
  const empty = MAY_LACK.filter(name => event[name] === null || event[name] === '');
  return empty.length === 0
    ? event
    : { ...event, ...Object.fromEntries(empty.map(name => [name, undefined])) };
}

async function checkIdentity(
  raw: unknown,
  access: WriteAccess,
  clock: Clock,
  receivedAt: Date,
): Promise<Identification | BadItem> {
  const parsed = identitySchema.safeParse(raw);
  if (!parsed.success) return { reason: reasonOf(parsed.error) };
  const { visitorId, email, emailSha256, at, signature, token } = parsed.data;
  if (token !== undefined && (email ?? emailSha256 ?? signature) !== undefined)
    return { reason: 'token says all of who it is: leave out email, emailSha256 and signature' };
  const named =
    token === undefined ? namedBy({ email, emailSha256 }) : await namedByToken(token, access, receivedAt);
  if (typeof named === 'string') return { reason: named };
  if (named === undefined) return { reason: 'it names nobody: give token, email or emailSha256' };
  const atMs = at === undefined ? Infinity : timeOf(at);
  if (atMs === undefined) return { reason: 'at is no time since the year 2000' };
  const claim = { visitorId, emailDigest: named.value };
  if (signature !== undefined && !isIdentitySigned({ ...claim, signature }, access.secretKeyHashes))
    return { reason: 'signature is not one made with a secret key of this tenant' };
  return {
    subject: visitorSubject(visitorId),
    emailSubject: subjectOf(named),
    signed: access.kind === 'secret' || signature !== undefined || token !== undefined,
    own: isOwnDomain(named.domain, access),
    at: clock(atMs),
  };
}

function reasonOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'it'} ${message}`).join('; ');
}

/** The event without what was not asked for, and without the address itself. */
function asideOf(raw: z.input<typeof eventSchema>): BadItem['aside'] {
  const { id, signal, at, visitorId, properties } = raw;
  const named = namedBy(raw);
  const known = typeof named === 'string' ? undefined : named;
  const emailSha256 = known?.kind === 'email' ? known.value : undefined;
  return {
    event: { id, signal, at, visitorId, emailSha256, properties },
    subject: known && subjectOf(known),
  };
}

function timeOf(moment: unknown): number | undefined {
  if (typeof moment !== 'string' && typeof moment !== 'number') return undefined;
  const ms = typeof moment === 'number' ? Math.round(moment) : Date.parse(moment);
  return ms >= EARLIEST && ms <= LATEST ? ms : undefined;
}

/** A sender's id that is no UUID becomes one by its digest. */
function uuidOf(id: string): string {
  return UUID.test(id) ? id.toLowerCase() : digestUuid(id);
}
