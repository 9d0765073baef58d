import { SCORE_FIELDS, type ScoreFieldKey } from '@aix/shared-scoring';

/** What every score field's API name begins with, after the namespace. */
const PREFIX = 'AIX_';

/**
 * The API name of a score field: `horizon_days` is `AIX_Horizon_Days__c`, and `ns__AIX_Horizon_Days__c` seen from outside
 * of a package with the namespace `ns`.
 */
export function scoreFieldName(key: ScoreFieldKey, namespace: string): string {
  const words = key.split('_').map(word => word.charAt(0).toUpperCase() + word.slice(1));
  return `${namespace === '' ? '' : `${namespace}__`}${PREFIX}${words.join('_')}__c`;
}

/** API names of all score fields by key. */
export function scoreFieldNames(namespace: string): ReadonlyMap<string, string> {
  return new Map(SCORE_FIELDS.map(({ key }) => [key, scoreFieldName(key, namespace)]));
}
