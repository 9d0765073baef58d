import type { CategoryFeature, Encoding, Feature } from '../features/encoding.ts';
import type { Table, TableColumn } from '../features/table.ts';
import { findStarterFeature, type Starter, type StarterAttribute } from './starter.ts';

/**
 * The features of a model that a starter is part of: the tenant's own, and the columns that the starter reads even where all rows are
 * alike or there is none, with the levels that it knows even where no lead has shown them yet.
 */
export function addStarterFeatures({ features, unused }: Encoding, starter: Starter, table: Table): Encoding {
  const all = [...features];
  for (const attribute of starter.attributes) {
    const column = findStarterFeature(attribute, table.columns);
    if (column === undefined) continue;
    const at = all.findIndex(({ name }) => name === column.name);
    if (at >= 0) all[at] = withLevels(all[at], attribute);
    else all.push(withLevels(emptyFeature(column), attribute));
  }
  return { features: all, unused: unused.filter(name => all.every(feature => feature.name !== name)) };
}

function emptyFeature({ kind, name, label, derived }: TableColumn): Feature {
  const head = { name, label, ...(derived && { derived }) };
  return kind === 'number' ? { kind, ...head } : { kind, ...head, levels: [], hasOther: false };
}

function withLevels(feature: Feature, attribute: StarterAttribute): Feature {
  if (feature.kind !== 'category' || attribute.kind !== 'category') return feature;
  const further = Object.keys(attribute.logOdds).filter(level => !feature.levels.includes(level));
  const extended: CategoryFeature = { ...feature, levels: [...feature.levels, ...further] };
  return extended;
}
