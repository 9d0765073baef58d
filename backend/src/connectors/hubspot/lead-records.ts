import { ConnectorError } from '@aix/shared-scoring';
import type { CrmSession, CrmTokens } from '../crm-access.ts';
import type { WriteResult } from '../crm-record.ts';
import { catchUpLeads } from './catch-up-leads.ts';
import { bodyOf, type HubspotClient } from './client.ts';
import { associationsSchema, LEAD_SCOPES, MAX_BATCH, PATHS } from './hubspot-api.ts';
import { inParts } from './in-parts.ts';
import { type PropertyPaths, setUpScoreProperties } from './setup.ts';
import { postponed, type RecordInput, writeBatch } from './write-batch.ts';

/** HubSpot's Lead records (0-136), which show the score of the contact that they are about. */
export interface LeadRecords {
  /** Makes sure that they have the score properties, where the portal has such records. Nothing that it lacks is an error. */
  setUp(): Promise<void>;
  /**
   * Gives those that have no score yet that of their contact.
   * @returns from where to go on; as it was where nothing can be done
   */
  catchUp(cursor: string | undefined): Promise<string | undefined>;
  /** Begins to ask for the Lead records of up to `MAX_ASSOCIATIONS` contacts. */
  accompany(contacts: readonly RecordInput[]): Companion;
  /** Why they get no scores; null when they do, undefined as long as nothing was tried. */
  problem(): string | null | undefined;
}

/** Writes to Lead records what was written to contacts, in batches as full as can be. */
export interface Companion {
  /** Takes what became of some of the contacts. @returns what is certain now: of a contact with Lead records only `finish` tells */
  follow(results: readonly WriteResult[]): Promise<WriteResult[]>;
  /** Writes the Lead records. @returns the other results; a contact whose Lead records HubSpot did not take now is written again later with them */
  finish(): Promise<WriteResult[]>;
}

const LEAD_PROPERTIES: PropertyPaths = {
  list: PATHS.leadProperties,
  groups: PATHS.leadPropertyGroups,
  batchCreate: PATHS.leadPropertyBatchCreate,
};

/** From a contact to a Lead record that is first of all about it. */
const PRIMARY = 579;

/** What HubSpot refused is tried again after that long: its certification wants no calls of what a portal lacks. */
const REFUSAL_RESTS_MS = 24 * 3_600_000;

const NOT_GRANTED =
  'Lead records get no scores: HubSpot grants access to them only where the portal has some (Sales Hub Professional or more). If it has, install the app again and allow it';

/** That Lead records are left alone, under one grant. */
interface Rest {
  refreshToken: string | undefined;
  untilMs: number;
}

/** The Lead records of a portal, as long as a connector is open. */
export function createLeadRecords(client: HubspotClient, session: CrmSession): LeadRecords {
  let problem: string | null | undefined;
  let rest: Rest | undefined;

  const isGranted = ({ scopes = [] }: CrmTokens) => LEAD_SCOPES.every(each => scopes.includes(each));
  const isResting = ({ refreshToken }: CrmTokens) =>
    rest !== undefined && rest.refreshToken === refreshToken && Date.now() < rest.untilMs;
  /** Does something with Lead records where that is granted and was not refused; what HubSpot refuses concerns nothing else. */
  const attempt = async <T>(work: () => Promise<T>, isAgain = false): Promise<T | undefined> => {
    const tokens = await session.tokens();
    // Tokens that were saved before their scopes were say nothing until they are renewed.
    if (tokens.scopes === undefined || (isResting(tokens) && !isAgain)) return undefined;
    if (!isGranted(tokens)) {
      problem = NOT_GRANTED;
      return undefined;
    }
    try {
      const result = await work();
      [problem, rest] = [null, undefined];
      return result;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      problem = `Lead records get no scores: ${error.message}`;
      rest = { refreshToken: tokens.refreshToken, untilMs: Date.now() + REFUSAL_RESTS_MS };
      return undefined;
    }
  };

  return {
    problem: () => problem,
    async setUp() {
      const isAgain = true;
      await attempt(async () => {
        const { missing } = await setUpScoreProperties(client, LEAD_PROPERTIES);
        if (missing.length === 0) return;
        const remedy = `rename or remove their properties of another type: ${missing.join(', ')}`;
        throw new ConnectorError('ERR_CRM_WRITE_REJECTED', remedy);
      }, isAgain);
    },
    catchUp: async cursor => (await attempt(() => catchUpLeads(client, cursor))) ?? cursor,
    accompany(contacts) {
      const asked = attempt(() => leadsOf(client, contacts));
      // Whoever writes contacts meanwhile hears of a failure afterwards.
      asked.catch(() => undefined);
      const leads: LeadInput[] = [];
      const held: WriteResult[] = [];
      return {
        follow: results =>
          orPostponed(results, async () => {
            const found = (await asked) ?? [];
            const written = new Set(results.filter(isWritten).map(({ objectId }) => objectId));
            const theirs = found.filter(({ contactId }) => written.has(contactId));
            const waiting = new Set(theirs.map(({ contactId }) => contactId));
            leads.push(...theirs);
            held.push(...results.filter(({ objectId }) => waiting.has(objectId)));
            return results.filter(({ objectId }) => !waiting.has(objectId));
          }),
        finish: () =>
          orPostponed(held, async () => {
            const waiting = leads.length === 0 ? undefined : await attempt(() => writeLeads(client, leads));
            return held.map(each => waiting?.get(each.objectId) ?? each);
          }),
      };
    },
  };
}

function isWritten({ status }: WriteResult): boolean {
  return status === 'written';
}

/** What cannot be done now makes the contacts that were written wait. */
async function orPostponed(
  results: readonly WriteResult[],
  work: () => Promise<WriteResult[]>,
): Promise<WriteResult[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConnectorError) || !error.retry) throw error;
    const { message, retryAfterMs } = error;
    return results.map(each => (isWritten(each) ? postponed(each.objectId, message, retryAfterMs) : each));
  }
}

function isRefusal(error: unknown): error is ConnectorError {
  return (
    error instanceof ConnectorError && ['ERR_CRM_FORBIDDEN', 'ERR_CRM_WRITE_REJECTED'].includes(error.code)
  );
}

/**
 * @returns the contacts whose Lead records HubSpot did not take now but may later, as results
 * @throws ConnectorError when it takes none of them
 */
async function writeLeads(
  client: HubspotClient,
  leads: readonly LeadInput[],
): Promise<Map<string, WriteResult>> {
  const waiting = new Map<string, WriteResult>();
  const contactOf = new Map(leads.map(({ id, contactId }) => [id, contactId]));
  for (const part of inParts(leads, MAX_BATCH)) {
    const inputs = part.map(({ id, properties }) => ({ id, properties }));
    const results = await writeBatch(client, PATHS.leadBatchUpdate, inputs);
    const refused = results.flatMap(each => (each.status === 'rejected' ? [each.reason] : []));
    if (refused.length > 1 && refused.length === results.length)
      throw new ConnectorError('ERR_CRM_WRITE_REJECTED', refused[0] ?? '');
    for (const each of results) {
      const objectId = contactOf.get(each.objectId);
      if (each.status === 'postponed' && objectId !== undefined) waiting.set(objectId, { ...each, objectId });
    }
  }
  return waiting;
}

interface LeadInput extends RecordInput {
  contactId: string;
}

/** The Lead records that are first of all about these contacts, with what they get. */
async function leadsOf(client: HubspotClient, contacts: readonly RecordInput[]): Promise<LeadInput[]> {
  const body = { inputs: contacts.map(({ id }) => ({ id })) };
  const request = { method: 'POST', path: PATHS.contactLeads, body } as const;
  const { results } = bodyOf(associationsSchema, request, await client.send(request));
  const properties = new Map(contacts.map(each => [each.id, each.properties]));
  return results.flatMap(({ from: { id: contactId }, to }) =>
    to
      .filter(({ associationTypes }) => associationTypes.some(({ typeId }) => typeId === PRIMARY))
      .map(({ toObjectId: id }) => ({ id, contactId, properties: properties.get(contactId) ?? {} })),
  );
}
