import { ConnectorError } from '@aix/shared-scoring';
import type { FieldSetup } from '../crm-connector.ts';
import { bodyOf, type HubspotClient } from './client.ts';
import { type HubspotProperty, PATHS, propertiesSchema } from './hubspot-api.ts';
import { type PropertyToCreate, SCORE_PROPERTIES, SCORE_PROPERTY_GROUP } from './score-properties.ts';
import { refusalOf } from './transport.ts';

/** Where the properties of an object type are read and created. */
export interface PropertyPaths {
  list: string;
  groups: string;
  batchCreate: string;
}

export const CONTACT_PROPERTIES: PropertyPaths = {
  list: PATHS.properties,
  groups: PATHS.propertyGroups,
  batchCreate: PATHS.propertyBatchCreate,
};

/**
 * Creates the property group and the score properties that the portal lacks, then looks again: only what the portal
 * itself shows afterwards counts as created. A property of ours that somebody made with another type, without one of our
 * options, or that nobody may write to, is left as it is and named as missing.
 */
export async function setUpScoreProperties(
  client: HubspotClient,
  paths: PropertyPaths = CONTACT_PROPERTIES,
): Promise<FieldSetup> {
  const before = await readProperties(client, paths);
  const absent = SCORE_PROPERTIES.filter(each => !before.has(each.name));
  if (absent.length > 0) {
    await createGroup(client, paths);
    await createProperties(client, paths, absent);
  }
  const after = absent.length > 0 ? await readProperties(client, paths) : before;
  const usable = (wanted: PropertyToCreate) => fits(wanted, after.get(wanted.name));
  return {
    created: absent.filter(usable).map(each => each.name),
    missing: SCORE_PROPERTIES.filter(each => !usable(each)).map(each => each.name),
  };
}

async function readProperties(
  client: HubspotClient,
  { list }: PropertyPaths,
): Promise<Map<string, HubspotProperty>> {
  const request = { method: 'GET', path: list } as const;
  const { results } = bodyOf(propertiesSchema, request, await client.send(request));
  return new Map(results.map(each => [each.name, each]));
}

async function createGroup(client: HubspotClient, { groups }: PropertyPaths): Promise<void> {
  const answer = await client.send({
    method: 'POST',
    path: groups,
    body: SCORE_PROPERTY_GROUP,
  });
  if (answer.status < 300 || answer.status === 409) return;
  throw new ConnectorError(
    'ERR_CRM_WRITE_REJECTED',
    `HubSpot refused the property group ${SCORE_PROPERTY_GROUP.name} with ${answer.status}: ${refusalOf(answer.body).message}`,
  );
}

/**
 * One batch for all. HubSpot does not say whether one refused property stops the others, and another process may create
 * the same ones now; so refusals are not judged here, the look afterwards is.
 */
async function createProperties(
  client: HubspotClient,
  { list, batchCreate }: PropertyPaths,
  wanted: readonly PropertyToCreate[],
): Promise<void> {
  const answer = await client.send({
    method: 'POST',
    path: batchCreate,
    body: { inputs: wanted },
  });
  if (answer.status < 300 || wanted.length === 1) return;
  for (const each of wanted) await client.send({ method: 'POST', path: list, body: each });
}

function fits(wanted: PropertyToCreate, found: HubspotProperty | undefined): boolean {
  if (found === undefined || found.type !== wanted.type) return false;
  if (found.modificationMetadata?.readOnlyValue === true) return false;
  const values = new Set(found.options.map(each => each.value));
  return wanted.options.every(option => values.has(option.value));
}
