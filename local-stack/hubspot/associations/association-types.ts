/**
 * The platform's own association types between two object types, by direction: unlabelled, and primary where there is
 * one (associations reference; those of leads with other records than contacts and activities are assumed).
 */
interface TypeIds {
  unlabelled: number;
  primary?: number;
}

const TYPE_IDS: Readonly<Record<string, TypeIds>> = {
  '0-1>0-2': { unlabelled: 279, primary: 1 },
  '0-2>0-1': { unlabelled: 280, primary: 2 },
  '0-3>0-1': { unlabelled: 3 },
  '0-1>0-3': { unlabelled: 4 },
  '0-3>0-2': { unlabelled: 341, primary: 5 },
  '0-2>0-3': { unlabelled: 342, primary: 6 },
  '0-136>0-1': { unlabelled: 608, primary: 578 },
  '0-1>0-136': { unlabelled: 609, primary: 579 },
  '0-136>0-2': { unlabelled: 610 },
  '0-2>0-136': { unlabelled: 611 },
  '0-48>0-1': { unlabelled: 194 },
  '0-1>0-48': { unlabelled: 193 },
  '0-48>0-2': { unlabelled: 182 },
  '0-2>0-48': { unlabelled: 181 },
  '0-48>0-3': { unlabelled: 206 },
  '0-3>0-48': { unlabelled: 205 },
  '0-48>0-136': { unlabelled: 597 },
  '0-136>0-48': { unlabelled: 596 },
  '0-49>0-1': { unlabelled: 198 },
  '0-1>0-49': { unlabelled: 197 },
  '0-49>0-2': { unlabelled: 186 },
  '0-2>0-49': { unlabelled: 185 },
  '0-49>0-3': { unlabelled: 210 },
  '0-3>0-49': { unlabelled: 209 },
  '0-49>0-136': { unlabelled: 599 },
  '0-136>0-49': { unlabelled: 598 },
  '0-47>0-1': { unlabelled: 200 },
  '0-1>0-47': { unlabelled: 199 },
  '0-47>0-2': { unlabelled: 188 },
  '0-2>0-47': { unlabelled: 187 },
  '0-47>0-3': { unlabelled: 212 },
  '0-3>0-47': { unlabelled: 211 },
  '0-47>0-136': { unlabelled: 601 },
  '0-136>0-47': { unlabelled: 600 },
  '0-46>0-1': { unlabelled: 202 },
  '0-1>0-46': { unlabelled: 201 },
  '0-46>0-2': { unlabelled: 190 },
  '0-2>0-46': { unlabelled: 189 },
  '0-46>0-3': { unlabelled: 214 },
  '0-3>0-46': { unlabelled: 213 },
  '0-46>0-136': { unlabelled: 603 },
  '0-136>0-46': { unlabelled: 602 },
  '0-27>0-1': { unlabelled: 204 },
  '0-1>0-27': { unlabelled: 203 },
  '0-27>0-2': { unlabelled: 192 },
  '0-2>0-27': { unlabelled: 191 },
  '0-27>0-3': { unlabelled: 216 },
  '0-3>0-27': { unlabelled: 215 },
};

/** The type ids from one object type to another, or `undefined` where records of the two cannot be associated. */
export function associationTypeIds(fromTypeId: string, toTypeId: string): TypeIds | undefined {
  return TYPE_IDS[`${fromTypeId}>${toTypeId}`];
}

/** What a type id says of a direction: whether it is the primary one; `undefined` when it belongs to another direction. */
export function readTypeId(
  fromTypeId: string,
  toTypeId: string,
  typeId: number,
): { isPrimary: boolean } | undefined {
  const known = associationTypeIds(fromTypeId, toTypeId);
  if (known?.unlabelled === typeId) return { isPrimary: false };
  return known?.primary === typeId ? { isPrimary: true } : undefined;
}
