/**
 * UUIDs as the text of a `uuid[]` parameter; undefined becomes null. They need no quotes, for which the driver would search
 * every one of thousands.
 */
export function uuidArray(uuids: readonly (string | undefined)[]): string {
  return `{${uuids.map(uuid => uuid ?? 'null').join()}}`;
}
