import { ConnectorError } from '@aix/shared-scoring';
import type { CrmLead, FieldMapping, GoneRecord, ReadRecordsRequest, RecordsNow } from '../../crm-record.ts';
import { bodyOf, type HubspotClient } from '../client.ts';
import { batchSchema, CONTACT, MAX_BATCH, PATHS } from '../hubspot-api.ts';
import { propertiesToRead, toCrmLead } from '../mapping.ts';

/**
 * These contacts as they stand now. One that HubSpot does not find is gone: merged into the contact that lists it, else deleted.
 * @throws ConnectorError ERR_CRM_UNAVAILABLE when HubSpot left one out for any other reason: then it may well be there
 */
export async function readContactsByIds(
  client: HubspotClient,
  { mappings, ids }: ReadRecordsRequest,
): Promise<RecordsNow> {
  const records: CrmLead[] = [];
  for (let start = 0; start < ids.length; start += MAX_BATCH)
    records.push(...(await readBatch(client, mappings, ids.slice(start, start + MAX_BATCH))));
  const found = new Set(records.map(({ objectId }) => objectId));
  const heirs = new Map(
    records.flatMap(({ objectId, mergedIds = [] }) => mergedIds.map(id => [id, objectId])),
  );
  const gone = ids.filter(id => !found.has(id)).map(id => goneRecord(id, heirs.get(id)));
  return { records, gone };
}

/**
 * Up to 100 contacts as they stand now; one that is not there any more is left out.
 * @throws ConnectorError ERR_CRM_UNAVAILABLE when HubSpot left one out for any other reason: then it may well be there
 */
export async function readBatch(
  client: HubspotClient,
  mappings: readonly FieldMapping[],
  ids: readonly string[],
): Promise<CrmLead[]> {
  if (ids.length === 0) return [];
  const request = {
    method: 'POST',
    path: PATHS.batchRead,
    body: { properties: propertiesToRead(mappings), inputs: ids.map(id => ({ id })) },
  } as const;
  const { results, errors } = bodyOf(batchSchema, request, await client.send(request));
  const other = errors.find(({ category }) => category !== 'OBJECT_NOT_FOUND');
  if (other !== undefined)
    throw new ConnectorError('ERR_CRM_UNAVAILABLE', `HubSpot left contacts out of a read: ${other.category}`);
  return results.map(each => toCrmLead(each, mappings));
}

export function deletedRecord(objectId: string): GoneRecord {
  return { objectType: CONTACT, objectId, reason: 'deleted in HubSpot' };
}

function goneRecord(objectId: string, mergedInto: string | undefined): GoneRecord {
  return mergedInto === undefined
    ? deletedRecord(objectId)
    : { objectType: CONTACT, objectId, reason: 'merged in HubSpot', mergedInto };
}
