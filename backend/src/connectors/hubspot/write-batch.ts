import { ConnectorError } from '@aix/shared-scoring';
import type { WriteResult } from '../crm-record.ts';
import { bodyOf, type HubspotClient } from './client.ts';
import { batchSchema, type HubspotBatch } from './hubspot-api.ts';
import { type HubspotAnswer, refusalOf } from './transport.ts';

/** Faults that lie in the portal's set-up, whatever the value: no other record with that property can succeed. */
const PROPERTY_FAULTS = new Set(['PROPERTY_DOESNT_EXIST', 'READ_ONLY_VALUE']);

/** Categories of a 207 that no later try will change. */
export const FINAL_CATEGORIES = new Set([
  'OBJECT_NOT_FOUND',
  'VALIDATION_ERROR',
  'CONFLICT',
  'MISSING_SCOPES',
]);

/** A record and its properties, as a batch update takes them. */
export interface RecordInput {
  id: string;
  properties: Record<string, string>;
}

/**
 * Updates records by one batch, again without the bad ones where HubSpot refuses it as a whole.
 * @param path of the object's batch update
 * @throws ConnectorError when the connection itself does not work, or may not do this
 */
export async function writeBatch(
  client: HubspotClient,
  path: string,
  inputs: readonly RecordInput[],
): Promise<WriteResult[]> {
  const request = { method: 'POST', path, body: { inputs } } as const;
  let answer: HubspotAnswer;
  try {
    answer = await client.send(request);
  } catch (error) {
    if (!(error instanceof ConnectorError) || !error.retry) throw error;
    return inputs.map(({ id }) => postponed(id, error.message, error.retryAfterMs));
  }
  if (answer.status < 300) return resultsOf(inputs, bodyOf(batchSchema, request, answer));
  return await writeWithoutTheBad(client, path, { inputs, answer });
}

/** What a 200 or 207 says of each record. */
function resultsOf(inputs: readonly RecordInput[], { results, errors }: HubspotBatch): WriteResult[] {
  const written = new Set(results.map(each => each.id));
  const errorById = new Map(errors.flatMap(error => error.context.ids.map(id => [id, error] as const)));
  return inputs.map(({ id }) => {
    if (written.has(id)) return { objectId: id, status: 'written' };
    const error = errorById.get(id);
    // A record that was merged into another is left out without a word.
    if (error === undefined)
      return rejected(id, 'HubSpot left the record out of its answer: it may have been merged');
    const reason = `${error.category}: ${error.message}`;
    return FINAL_CATEGORIES.has(error.category) ? rejected(id, reason) : postponed(id, reason);
  });
}

/**
 * HubSpot refuses a whole batch for one bad value and names the property, not the record. So: records with a property
 * that the portal cannot take are rejected at once, the ones without the faulty properties go again together, and the
 * suspects go again in halves until each bad record stands alone. A refusal that names nothing makes all suspects.
 */
async function writeWithoutTheBad(
  client: HubspotClient,
  path: string,
  { inputs, answer }: { inputs: readonly RecordInput[]; answer: HubspotAnswer },
): Promise<WriteResult[]> {
  const { faults, reason } = describeRefusal(answer);
  if (inputs.length === 1) return inputs.map(({ id }) => rejected(id, reason));
  const lacking = new Set(faults.filter(each => PROPERTY_FAULTS.has(each.code)).map(each => each.property));
  const faulty = new Set(faults.map(each => each.property));
  const hopeless = inputs.filter(input => carries(input, lacking));
  const blamed = inputs.filter(input => carries(input, faulty));
  const suspects = blamed.length === 0 ? inputs : blamed.filter(input => !carries(input, lacking));
  const innocent = blamed.length === 0 ? [] : inputs.filter(input => !carries(input, faulty));
  const middle = Math.ceil(suspects.length / 2);
  return [
    ...hopeless.map(({ id }) => rejected(id, reason)),
    ...(await writeAll(client, path, [innocent, suspects.slice(0, middle), suspects.slice(middle)])),
  ];
}

async function writeAll(
  client: HubspotClient,
  path: string,
  batches: readonly (readonly RecordInput[])[],
): Promise<WriteResult[]> {
  const results: WriteResult[] = [];
  for (const batch of batches) if (batch.length > 0) results.push(...(await writeBatch(client, path, batch)));
  return results;
}

function carries({ properties }: RecordInput, names: ReadonlySet<string>): boolean {
  return Object.keys(properties).some(name => names.has(name));
}

interface PropertyFault {
  property: string;
  code: string;
}

/** The faults by property, and one sentence that carries no value: what was refused may be personal. */
function describeRefusal({ status, body }: HubspotAnswer): { faults: PropertyFault[]; reason: string } {
  const refusal = refusalOf(body);
  const listed = refusal.errors.flatMap(({ code, context }) =>
    context.propertyName.map(property => ({ property, code })),
  );
  const faults = listed.length > 0 ? listed : faultsInMessage(refusal.message);
  const named = [...new Set(faults.map(({ property, code }) => `${property} ${code}`))].join(', ');
  return {
    faults,
    reason: `HubSpot refused the values (${status} ${refusal.category})${named === '' ? '' : `: ${named}`}`,
  };
}

/** Older answers carry the faults as JSON inside the message: `Property values were not valid: [{…}]`. */
function faultsInMessage(message: string): PropertyFault[] {
  return [...message.matchAll(/"error":"([A-Z_]+)","name":"([^"]+)"/g)].map(
    ([, code = '', property = '']) => ({
      property,
      code,
    }),
  );
}

function rejected(objectId: string, reason: string): WriteResult {
  return { objectId, status: 'rejected', reason };
}

/** The result for a record that is to be tried again later. */
export function postponed(objectId: string, reason: string, retryAfterMs?: number): WriteResult {
  return { objectId, status: 'postponed', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
