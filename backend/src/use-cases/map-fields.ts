import { InputError } from '@aix/shared-scoring';
import type { FieldMapping } from '../connectors/crm-record.ts';
import { saveMappings } from '../store/connections.ts';
import { getTenant } from '../store/tenants.ts';
import type { Context } from './context.ts';

/**
 * Says where each canonical field is found in one connection. A field that is not named is missing there. Leads that
 * were read with another mapping are read again.
 * @throws InputError ERR_INPUT_INVALID for a field that the tenant does not have, or one that comes twice
 * @throws NotFoundError ERR_TENANT_NOT_FOUND for a connection that the tenant does not have
 */
export async function mapFields(
  context: Context,
  tenantId: string,
  connectionId: string,
  sources: readonly { field: string; source: string }[],
): Promise<FieldMapping[]> {
  return context.database.withTenant(tenantId, async tenant => {
    const { fields } = await getTenant(tenant);
    const kinds = new Map(fields.map(field => [field.name, field.kind]));
    const mappings = sources.map(({ field, source }) => {
      const kind = kinds.get(field);
      if (kind === undefined) {
        const message = `There is no field ${JSON.stringify(field)}, or it comes twice: name each of ${fields.map(({ name }) => name).join(', ')} at most once`;
        throw new InputError('ERR_INPUT_INVALID', message);
      }
      kinds.delete(field);
      return { field, kind, source };
    });
    await saveMappings(tenant, connectionId, mappings);
    return mappings;
  });
}
