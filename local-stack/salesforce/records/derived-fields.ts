import type { StoredRecord } from '../../stand-in/record-store.ts';
import type { OrgSchema, SObjectType } from '../schema/sobject-field.ts';
import { toPlatformTime } from './check-value.ts';

/** Fills what the platform itself derives from the fields that a client wrote. */
export function deriveFields(
  schema: OrgSchema,
  object: SObjectType,
  record: StoredRecord,
  now: number,
): void {
  switch (object.name) {
    case 'Task':
      record.IsClosed = record.Status === 'Completed';
      record.CompletedDateTime = record.IsClosed ? (record.CompletedDateTime ?? toPlatformTime(now)) : null;
      return;
    case 'CampaignMember':
      record.HasResponded = record.Status === 'Responded';
      if (record.HasResponded) record.FirstRespondedDate ??= toPlatformTime(now).slice(0, 10);
      return;
    case 'EmailMessageRelation':
      record.RelationObjectType = objectOfId(schema, String(record.RelationId))?.name ?? null;
  }
}

/** The object type that an id belongs to, by its first three characters. */
export function objectOfId(schema: OrgSchema, id: string): SObjectType | undefined {
  return [...schema.values()].find(({ keyPrefix }) => id.startsWith(keyPrefix));
}
