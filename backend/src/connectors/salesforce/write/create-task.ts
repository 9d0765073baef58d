import { ConnectorError } from '@aix/shared-scoring';
import type { NewTask } from '../../crm-record.ts';
import type { SalesforceClient } from '../client.ts';

const DOING = 'making a task';
const RECORD_ID = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;
/** Ids of users begin with it; a queue owns no task. */
const USER_ID = /^005[a-zA-Z0-9]{12}(?:[a-zA-Z0-9]{3})?$/;
const LONGEST_SUBJECT = 255;
/** Of a record's tasks the newest, among which one that was made before is looked for. */
const MOST_LOOKED_AT = 200;

/**
 * Makes a task at a record, once for each key. Its description carries the key: no field of ours is on tasks, and a description
 * cannot be filtered by, so the newest tasks of the record are read to find it again.
 * @throws ConnectorError
 */
export async function createTask(client: SalesforceClient, task: NewTask): Promise<{ taskId: string }> {
  if (!RECORD_ID.test(task.objectId))
    throw new ConnectorError(
      'ERR_CRM_WRITE_REJECTED',
      `${task.objectType} has no record of that id to make a task at`,
    );
  const known = task.mayExist ? await findTask(client, task) : undefined;
  if (known !== undefined) return { taskId: known };
  const body = await bodyOf(client, task);
  try {
    return { taskId: (await client.postOnce<{ id: string }>('/sobjects/Task', body, DOING)).id };
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code !== 'ERR_CRM_UNAVAILABLE') throw error;
    // The answer may be all that was lost.
    const made = await findTask(client, task);
    return { taskId: made ?? (await client.postOnce<{ id: string }>('/sobjects/Task', body, DOING)).id };
  }
}

async function findTask(client: SalesforceClient, { objectId, key }: NewTask): Promise<string | undefined> {
  const soql = `SELECT Id, Description FROM Task WHERE WhoId = '${objectId}' ORDER BY CreatedDate DESC LIMIT ${MOST_LOOKED_AT}`;
  const { records } = await client.get<{ records: { Id: string; Description: string | null }[] }>(
    `/query?q=${encodeURIComponent(soql)}`,
    DOING,
  );
  return records.find(({ Description }) => Description?.includes(key))?.Id;
}

async function bodyOf(client: SalesforceClient, task: NewTask): Promise<object> {
  const { objectType, objectId, forUser, dueAt } = task;
  const ownerId = forUser ?? (await ownerOf(client, objectType, objectId));
  return {
    WhoId: objectId,
    Subject: task.subject.slice(0, LONGEST_SUBJECT).toWellFormed(),
    Description: `${task.body}\n\nAIX ${task.key}`,
    // A task has a day, no time.
    ActivityDate: dueAt.toISOString().slice(0, 10),
    Priority: task.isUrgent ? 'High' : 'Normal',
    Status: 'Not Started',
    ...(USER_ID.test(ownerId) && { OwnerId: ownerId }),
  };
}

async function ownerOf(client: SalesforceClient, objectType: string, objectId: string): Promise<string> {
  const path = `/sobjects/${encodeURIComponent(objectType)}/${objectId}?fields=OwnerId`;
  return (await client.get<{ OwnerId: string }>(path, DOING)).OwnerId;
}
