import { ConnectorError } from '@aix/shared-scoring';
import type { FieldSetup } from '../connectors/crm-connector.ts';
import type { Connection } from '../store/connections.ts';
import { noteFurtherRecords } from './access/mind-refusals.ts';
import type { Context } from './context.ts';
import { openConnector } from './open-connector.ts';

/**
 * Makes sure that a connection has every score field, before anything is written.
 * @throws ConnectorError ERR_CRM_WRITE_REJECTED naming the fields that are missing or cannot be written
 */
export async function setUpFields(
  context: Context,
  tenantId: string,
  connection: Connection,
): Promise<FieldSetup> {
  const connector = openConnector(context, tenantId, connection);
  const setup = await connector.setUpScoreFields();
  await noteFurtherRecords(context, { tenantId, connection, connector });
  if (setup.missing.length === 0) return setup;
  const remedy =
    connection.crm === 'salesforce'
      ? 'install the package and give the integration user its permission set'
      : 'rename or remove the properties of another type';
  throw new ConnectorError(
    'ERR_CRM_WRITE_REJECTED',
    `${connection.name} (${connection.crm}) lacks score fields: ${setup.missing.join(', ')}; ${remedy}`,
  );
}
