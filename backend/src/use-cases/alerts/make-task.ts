import { openChannelSettings } from '../../store/alerts/channels.ts';
import type { ClaimedDelivery, DeliveryResult } from '../../store/alerts/deliveries.ts';
import type { TaskContent } from '../../store/alerts/delivery-content.ts';
import { type Connection, listConnections } from '../../store/connections.ts';
import { recordsOfLeads } from '../../store/crm-records.ts';
import type { TenantSql } from '../../store/database.ts';
import type { Context } from '../context.ts';
import { countNewCalls } from '../count-calls.ts';
import { openConnector } from '../open-connector.ts';
import { alertText } from './alert-text.ts';

/** Makes a task in a CRM: one that a person asked for, or one that tells a crossing at the lead's record. Without one there it has nothing to do. */
export async function makeTask(
  context: Context,
  tenantId: string,
  delivery: ClaimedDelivery,
): Promise<DeliveryResult> {
  const inTenant = context.database.withTenant;
  const { content, connection } = await inTenant(tenantId, async sql => {
    const content = await taskOf(context, sql, delivery);
    const connections = await listConnections(sql);
    const connection = connections.find(each => each.connectionId === content?.connectionId);
    return { content, connection };
  });
  if (content === undefined) return { status: 'not_applicable' };
  if (connection === undefined || !context.adapters.has(connection.crm))
    return { status: 'refused', reason: 'The connection for the task is gone: connect the CRM again' };
  return createIn(context, tenantId, { connection, content, delivery });
}

async function createIn(
  context: Context,
  tenantId: string,
  {
    connection,
    content,
    delivery,
  }: { connection: Connection; content: TaskContent; delivery: ClaimedDelivery },
): Promise<DeliveryResult> {
  const { connectionId, dueAt, ...task } = content;
  const { deliveryId: key, attempts } = delivery;
  const connector = openConnector(context, tenantId, connection);
  try {
    const asked = { ...task, key, dueAt: new Date(dueAt), mayExist: attempts > 1 };
    return { status: 'delivered', externalId: (await connector.createTask(asked)).taskId };
  } finally {
    await context.database.withTenant(tenantId, sql =>
      countNewCalls(sql, { connectionId, connector, at: context.now() }),
    );
  }
}

async function taskOf(
  { envelope, now }: Context,
  sql: TenantSql,
  delivery: ClaimedDelivery,
): Promise<TaskContent | undefined> {
  const { content, channelId } = delivery;
  if (isTask(content)) return content;
  // Neither a test nor a digest has a record to stand at.
  if (!channelId || !('token' in content)) return undefined;
  const { connectionId } = openChannelSettings(envelope, sql.tenantId, delivery);
  const records = await recordsOfLeads(sql, [content.leadId]);
  const record = records.find(each => each.connectionId === connectionId);
  if (connectionId === undefined || record === undefined) return undefined;
  const { objectType, objectId } = record;
  const subject = alertText(content);
  return {
    ...{
      connectionId,
      objectType,
      objectId,
      kind: 'other',
      subject,
      body: subject,
      dueAt: now().toISOString(),
    },
    isUrgent: content.direction === 'up' && content.threshold === 'hot',
  };
}

function isTask(content: ClaimedDelivery['content']): content is TaskContent {
  return 'subject' in content;
}
