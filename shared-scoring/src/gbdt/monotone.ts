/** Monotone constraints: columns in which the log-odds may only rise, or only fall, whatever the other columns hold. */
import type { BinRule } from './binning.ts';

/** By column: 1 where the log-odds never fall as the number rises, -1 where they never rise, 0 where they are free. */
export type Directions = readonly number[];

/**
 * The constraints of a training, or null where there are none.
 * @throws RangeError when there is not one for each column, or one is not -1, 0 or 1
 * @throws TypeError when a category is constrained: it has no order
 */
export function requireDirections(directions: Directions, rules: readonly BinRule[]): Directions | null {
  if (directions.length !== rules.length)
    throw new RangeError(`fitGbdt requires ${rules.length} directions, got ${directions.length}`);
  directions.forEach((direction, column) => {
    if (direction !== -1 && direction !== 0 && direction !== 1)
      throw new RangeError(
        `fitGbdt requires directions of -1, 0 or 1, got ${direction} for column ${column}`,
      );
    if (direction !== 0 && rules[column].kind === 'category')
      throw new TypeError(
        `fitGbdt requires direction 0 for categories, got ${direction} for column ${column}`,
      );
  });
  return directions.some(direction => direction !== 0) ? directions : null;
}
