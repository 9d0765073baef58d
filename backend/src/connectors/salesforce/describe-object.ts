import type { SalesforceClient } from './client.ts';

/** What we need of one field in the answer of a describe call. */
export interface DescribedField {
  name: string;
  /** `string`, `double`, `picklist`, … as the platform says. */
  type: string;
  length: number;
  precision: number;
  scale: number;
  updateable: boolean;
  picklistValues: readonly { value: string; active: boolean }[];
  restrictedPicklist: boolean;
}

/** An object's fields that the integration user can see, by lower-case name: the platform ignores case. */
export type DescribedObject = ReadonlyMap<string, DescribedField>;

/** @throws ConnectorError */
export async function describeObject(client: SalesforceClient, object: string): Promise<DescribedObject> {
  const { fields } = await client.get<{ fields: DescribedField[] }>(
    `/sobjects/${object}/describe`,
    `describing ${object}`,
  );
  return new Map(fields.map(field => [field.name.toLowerCase(), field]));
}
