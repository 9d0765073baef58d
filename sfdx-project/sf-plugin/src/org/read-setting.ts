import type { Connection } from '@salesforce/core';

/** What the org's admin entered in the app's settings, the custom metadata record `Default`. */
export interface AppSetting {
  connectionId: string | null;
  /** PEM. */
  certificate: string | null;
}

/** What the platform answers when a type or field is not there, or not shown to the user. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['INVALID_TYPE', 'INVALID_FIELD', 'NOT_FOUND']);

/** The app's settings, over the org's own session; undefined where the package is absent or the user may not see them. */
export async function readSetting(
  connection: Connection,
  namespace: string,
): Promise<AppSetting | undefined> {
  const prefix = prefixOf(namespace);
  const [id, certificate] = [`${prefix}Connection_Id__c`, `${prefix}Signing_Certificate__c`];
  const soql = `SELECT ${id}, ${certificate} FROM ${prefix}AIX_Setting__mdt WHERE DeveloperName = 'Default'`;
  const answer = await unlessHidden(connection.query<Record<string, string | null>>(soql));
  if (answer === undefined) return undefined;
  const [row] = answer.records;
  return { connectionId: row?.[id]?.trim() || null, certificate: row?.[certificate] || null };
}

/** What stands before the names of a package's own parts, seen from outside. */
export function prefixOf(namespace: string): string {
  return namespace === '' ? '' : `${namespace}__`;
}

/** What the platform answers, undefined where it does not show the thing. */
export async function unlessHidden<T>(answer: Promise<T> | PromiseLike<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const { errorCode, name } = error as { errorCode?: string; name?: string };
    if (NOT_SHOWN.has(errorCode ?? name ?? '')) return undefined;
    throw error;
  }
}
