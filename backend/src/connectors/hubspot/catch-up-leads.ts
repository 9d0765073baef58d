import type { WriteResult } from '../crm-record.ts';
import { bodyOf, type HubspotClient } from './client.ts';
import { associationsSchema, batchSchema, MAX_BATCH, PATHS } from './hubspot-api.ts';
import { inParts } from './in-parts.ts';
import { type FoundRecord, searchPage, sweep } from './read/sweep.ts';
import { SCORE_PROPERTIES, scorePropertyName } from './score-properties.ts';
import { type RecordInput, writeBatch } from './write-batch.ts';

/** From a Lead record to the contact that it is first of all about. */
const PRIMARY = 578;

/** Every score that was written leaves its time. */
const SCORED_AT = scorePropertyName('scored_at');

/**
 * Copies to Lead records without a score what stands on their primary contacts: to those that changed since the cursor, without one
 * to all. Mostly that is one search which finds none. What our own writes changed has a score and is never found.
 * @returns from where to go on; where HubSpot did not take some now, before these
 * @throws ConnectorError
 */
export async function catchUpLeads(
  client: HubspotClient,
  cursor: string | undefined,
): Promise<string | undefined> {
  const search = {
    ...{ path: PATHS.leadsSearch, changedAt: 'hs_lastmodifieddate', without: SCORED_AT },
    properties: ['hs_object_id'],
  };
  let reached = cursor;
  for await (const page of sweep(cursor, position => searchPage(client, search, position))) {
    const results = await copyScores(client, page.items);
    if (results.some(({ status }) => status === 'postponed')) return reached;
    reached = page.cursor;
  }
  return reached;
}

async function copyScores(client: HubspotClient, leads: readonly FoundRecord[]): Promise<WriteResult[]> {
  const contactOf = await primaryContactsOf(client, leads);
  const scores = await scoresOf(client, [...new Set(contactOf.values())]);
  const inputs = [...contactOf].flatMap(([id, contactId]): RecordInput[] => {
    const properties = scores.get(contactId);
    return properties === undefined ? [] : [{ id, properties }];
  });
  const written = inParts(inputs, MAX_BATCH).map(part => writeBatch(client, PATHS.leadBatchUpdate, part));
  return (await Promise.all(written)).flat();
}

/** By the Lead record's id; those without a primary contact are absent. */
async function primaryContactsOf(
  client: HubspotClient,
  leads: readonly FoundRecord[],
): Promise<Map<string, string>> {
  if (leads.length === 0) return new Map();
  const body = { inputs: leads.map(({ id }) => ({ id })) };
  const request = { method: 'POST', path: PATHS.leadContacts, body } as const;
  const { results } = bodyOf(associationsSchema, request, await client.send(request));
  return new Map(
    results.flatMap(({ from, to }) => {
      const primary = to.find(each => each.associationTypes.some(({ typeId }) => typeId === PRIMARY));
      return primary === undefined ? [] : [[from.id, primary.toObjectId] as const];
    }),
  );
}

/** The score properties of those of these contacts that have some, as they stand. */
async function scoresOf(
  client: HubspotClient,
  contactIds: readonly string[],
): Promise<Map<string, Record<string, string>>> {
  const parts = inParts(contactIds, MAX_BATCH).map(async part => {
    const properties = SCORE_PROPERTIES.map(({ name }) => name);
    const body = { properties, inputs: part.map(id => ({ id })) };
    const request = { method: 'POST', path: PATHS.batchRead, body } as const;
    return bodyOf(batchSchema, request, await client.send(request)).results;
  });
  const contacts = (await Promise.all(parts)).flat();
  const names = new Set(SCORE_PROPERTIES.map(({ name }) => name));
  return new Map(
    contacts.flatMap(({ id, properties }) => {
      if ((properties[SCORED_AT] ?? '') === '') return [];
      const given = Object.entries(properties).flatMap(([name, value]) =>
        names.has(name) && value ? [[name, value] as const] : [],
      );
      return [[id, Object.fromEntries(given)] as const];
    }),
  );
}
