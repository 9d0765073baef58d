import {
  findLeakSuspects,
  type LeakQuestion,
  type LeakSuspect,
} from '../evaluate/leaks/find-leak-suspects.ts';
import { type Table, type TableColumn, tableToMatrix } from '../features/table.ts';

/**
 * The leak check of a table, field by field: what is derived of a field is told of the field, by its label, each sign once with its
 * strongest figures. `column` is the field's label, with its name where fields share one. What is derived is never an identifier:
 * ages of few leads hardly repeat.
 * @throws RangeError as `findLeakSuspects`
 */
export function findTableLeaks(table: Table, question: LeakQuestion): LeakSuspect[] {
  const titles = titlesOf(table);
  const derived = new Set(table.columns.flatMap((column, at) => (column.derived ? [titles[at]] : [])));
  const seen = new Set<string>();
  return findLeakSuspects(tableToMatrix(table), titles, question).filter(({ column, sign }) => {
    const key = JSON.stringify([column, sign]);
    if (seen.has(key) || (sign === 'identifier' && derived.has(column))) return false;
    seen.add(key);
    return true;
  });
}

/** The table without the fields that the check blocks. */
export function leaveOutBlocked(table: Table, suspects: readonly LeakSuspect[]): Table {
  const blocked = new Set(suspects.filter(({ isBlocked }) => isBlocked).map(({ column }) => column));
  const titles = titlesOf(table);
  return { ...table, columns: table.columns.filter((_, at) => !blocked.has(titles[at])) };
}

/** What people call the field of each column. */
function titlesOf({ columns }: Table): string[] {
  const namesByLabel = new Map<string, Set<string>>();
  for (const column of columns) {
    const { name, label } = fieldOf(column);
    namesByLabel.set(label, (namesByLabel.get(label) ?? new Set()).add(name));
  }
  return columns.map(column => {
    const { name, label } = fieldOf(column);
    return namesByLabel.get(label)!.size > 1 ? `${label} (${name})` : label;
  });
}

function fieldOf({ name, label, derived }: TableColumn): { name: string; label: string } {
  return derived ? { name: derived.source, label: derived.sourceLabel } : { name, label };
}
