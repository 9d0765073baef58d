import { isNumber } from '../schema/sobject-field.ts';
import type { QueryOutcome } from '../soql/run-query.ts';
import type { Column } from '../soql/select.ts';

/**
 * What a query answers under `columns=true`: no rows, but what each column is. The platform's own command line asks for
 * it to head its table. Columns of one relationship are joined under its name.
 */
export function describeColumns(outcome: QueryOutcome): object {
  const columns = outcome.kind === 'rows' ? outcome.columns : [];
  const own = columns.filter(({ path }) => path.relationship === undefined);
  const relationships = new Set(columns.flatMap(({ path }) => path.relationship ?? []));
  const joined = [...relationships].map(name => ({
    ...EMPTY_COLUMN,
    columnName: name,
    displayName: name,
    joinColumns: columns.filter(({ path }) => path.relationship === name).map(describeColumn),
  }));
  return {
    columnMetadata: [...own.map(describeColumn), ...joined],
    entityName: outcome.object.name,
    groupBy: false,
    idSelected: columns.some(column => column.name === 'Id'),
    keyPrefix: outcome.object.keyPrefix,
  };
}

const EMPTY_COLUMN = {
  aggregate: false,
  apexType: null,
  booleanType: false,
  custom: false,
  foreignKeyName: null,
  insertable: false,
  joinColumns: [],
  numberType: false,
  textType: false,
  updatable: false,
};

function describeColumn({ path: { field } }: Column): object {
  return {
    ...EMPTY_COLUMN,
    columnName: field.name,
    displayName: field.name,
    apexType: field.type,
    booleanType: field.type === 'boolean',
    custom: field.custom,
    numberType: isNumber(field),
    textType: field.length > 0,
    updatable: field.updateable,
  };
}
