import { ConnectorError } from '@aix/shared-scoring';
import type { NewTask } from '../crm-record.ts';
import { bodyOf, type HubspotClient } from './client.ts';
import { associatedSchema, contactSchema, PATHS, tasksSchema } from './hubspot-api.ts';

const KINDS = { call: 'CALL', email: 'EMAIL', other: 'TODO' } as const;
/** HubSpot's own association of a task with a contact. */
const TASK_TO_CONTACT = 204;
const LONGEST_SUBJECT = 255;
/** Of a contact's tasks those with the highest ids, the newest ones, are looked at: one batch. */
const MOST_LOOKED_AT = 100;

/**
 * Makes a task at a contact, once for each key, for who owns the contact. Its text carries the key, by which it is found again.
 * @throws ConnectorError
 */
export async function createTask(client: HubspotClient, task: NewTask): Promise<{ taskId: string }> {
  const known = task.mayExist ? await findTask(client, task) : undefined;
  if (known !== undefined) return { taskId: known };
  const body = await taskOf(client, task);
  try {
    return { taskId: await post(client, body) };
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code !== 'ERR_CRM_UNAVAILABLE') throw error;
    // The answer may be all that was lost.
    return { taskId: (await findTask(client, task)) ?? (await post(client, body)) };
  }
}

async function post(client: HubspotClient, body: object): Promise<string> {
  const request = { method: 'POST', path: PATHS.tasks, body, once: true } as const;
  return bodyOf(contactSchema.pick({ id: true }), request, await client.send(request)).id;
}

async function findTask(client: HubspotClient, { objectId, key }: NewTask): Promise<string | undefined> {
  const list = { method: 'GET', path: `${contactPath(objectId)}/associations/tasks` } as const;
  const listed = await client.send(list);
  if (listed.status === 404) return undefined;
  const ids = bodyOf(associatedSchema, list, listed).results.map(each => String(each.toObjectId));
  if (ids.length === 0) return undefined;
  const newest = ids.sort((a, b) => Number(b) - Number(a)).slice(0, MOST_LOOKED_AT);
  const body = { properties: ['hs_task_body'], inputs: newest.map(id => ({ id })) };
  const read = { method: 'POST', path: PATHS.taskBatchRead, body } as const;
  const { results } = bodyOf(tasksSchema, read, await client.send(read));
  return results.find(({ properties }) => properties.hs_task_body?.includes(key))?.id;
}

async function taskOf(client: HubspotClient, task: NewTask): Promise<object> {
  const owner = await ownerOf(client, task.objectId);
  return {
    properties: {
      hs_timestamp: task.dueAt.toISOString(),
      hs_task_subject: task.subject.slice(0, LONGEST_SUBJECT).toWellFormed(),
      hs_task_body: htmlOf(`${task.body}\n\nAIX ${task.key}`),
      hs_task_status: 'NOT_STARTED',
      hs_task_priority: task.isUrgent ? 'HIGH' : 'MEDIUM',
      hs_task_type: KINDS[task.kind],
      ...(owner && { hubspot_owner_id: owner }),
    },
    associations: [
      {
        to: { id: task.objectId },
        types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: TASK_TO_CONTACT }],
      },
    ],
  };
}

async function ownerOf(client: HubspotClient, objectId: string): Promise<string | null> {
  const query = { properties: 'hubspot_owner_id' };
  const request = { method: 'GET', path: contactPath(objectId), query } as const;
  return bodyOf(contactSchema, request, await client.send(request)).properties.hubspot_owner_id ?? null;
}

function contactPath(objectId: string): string {
  return `${PATHS.contacts}/${encodeURIComponent(objectId)}`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** HubSpot takes a task's text as HTML. */
function htmlOf(text: string): string {
  return text.replace(/[&<>"]/g, sign => ENTITIES[sign]!).replaceAll('\n', '<br>');
}
