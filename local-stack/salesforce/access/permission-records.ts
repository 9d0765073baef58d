import type { StoredRecord } from '../../stand-in/record-store.ts';
import { recordIdOf } from '../record-id.ts';

const SYSTEM = {
  CreatedDate: '2020-01-01T00:00:00.000+0000',
  LastModifiedDate: '2020-01-01T00:00:00.000+0000',
  SystemModstamp: '2020-01-01T00:00:00.000+0000',
};

/**
 * An org's permission sets and their assignments as records. A set of a managed package is `ns__Name` in the metadata; as a record it
 * is `Name`, and its namespace stands beside it.
 */
export function permissionRecords(
  sets: readonly string[],
  users: readonly { id: string; permissionSets: readonly string[] }[],
): [type: string, records: Map<string, StoredRecord>][] {
  const ids = new Map(sets.map((name, at) => [name, recordIdOf('0PS', at + 1)]));
  const setRecords = [...ids].map(([name, id]) => {
    const [, namespace = null, own = name] = /^(\w+?)__(\w+)$/.exec(name) ?? [];
    const Label = own.replaceAll('_', ' ');
    return { Id: id, Name: own, Label, NamespacePrefix: namespace, IsOwnedByProfile: false, ...SYSTEM };
  });
  const assignments = users
    .flatMap(user => user.permissionSets.map(name => ({ AssigneeId: user.id, name })))
    .map(({ AssigneeId, name }, at) => ({
      ...{ Id: recordIdOf('0Pa', at + 1), AssigneeId, PermissionSetId: ids.get(name) ?? null },
      ...SYSTEM,
    }));
  return [
    ['PermissionSet', byId(setRecords)],
    ['PermissionSetAssignment', byId(assignments)],
  ];
}

function byId<Row extends StoredRecord & { Id: string }>(records: readonly Row[]): Map<string, StoredRecord> {
  return new Map(records.map(record => [record.Id, record]));
}
