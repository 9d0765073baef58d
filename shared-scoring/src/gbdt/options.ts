/** How trees are grown. One set of defaults serves every data set. */
export interface GbdtOptions {
  /** Most trees. */
  readonly rounds: number;
  /** Stop after this many trees without a better validation loss; only with validation rows. */
  readonly patience: number;
  /** Share of each tree's step that is kept, in (0, 1]. */
  readonly learningRate: number;
  /** Leaves of a tree, 2 to 31. */
  readonly maxLeaves: number;
  /** Penalty on the size of leaf values: a leaf whose gradients sum to no more adds nothing. */
  readonly l1: number;
  /** Quadratic penalty on leaf values. */
  readonly l2: number;
  readonly minLeafRows: number;
  /** Least sum of p (1 - p) in a leaf. */
  readonly minLeafHessian: number;
  /** Share of rows that each tree sees, in (0, 1]. */
  readonly rowShare: number;
  /** Share of columns that each tree sees, in (0, 1]. */
  readonly columnShare: number;
  /** Added to the hessian of each category before categories are sorted by gradient. */
  readonly categorySmoothing: number;
  /** Added to `l2` when a categorical split is judged. */
  readonly categoryL2: number;
  /** Categories with fewer rows in a leaf are not considered for going left there. */
  readonly minCategoryRows: number;
  /** Most categories on the listed side of a split. */
  readonly maxCategoriesLeft: number;
}

/** Suits CRM sizes: few leaves, small steps, firm penalties. */
export const DEFAULT_GBDT_OPTIONS: GbdtOptions = {
  rounds: 500,
  patience: 40,
  learningRate: 0.05,
  maxLeaves: 15,
  l1: 0,
  l2: 5,
  minLeafRows: 20,
  minLeafHessian: 1e-3,
  rowShare: 0.8,
  columnShare: 0.7,
  categorySmoothing: 10,
  categoryL2: 10,
  minCategoryRows: 10,
  maxCategoriesLeft: 32,
};

/** Explanation keeps a path's columns in the bits of one 32-bit integer: 31 leaves have at most 30 of them. */
export const MOST_LEAVES = 31;

/** @throws RangeError naming the first option out of range */
export function requireGbdtOptions(options: GbdtOptions): void {
  const ranges: [keyof GbdtOptions, number, number][] = [
    ['rounds', 1, 100_000],
    ['patience', 1, 100_000],
    ['learningRate', Number.MIN_VALUE, 1],
    ['maxLeaves', 2, MOST_LEAVES],
    ['l1', 0, Number.MAX_VALUE],
    ['l2', 0, Number.MAX_VALUE],
    ['minLeafRows', 1, Number.MAX_SAFE_INTEGER],
    ['minLeafHessian', Number.MIN_VALUE, Number.MAX_VALUE],
    ['rowShare', Number.MIN_VALUE, 1],
    ['columnShare', Number.MIN_VALUE, 1],
    ['categorySmoothing', 0, Number.MAX_VALUE],
    ['categoryL2', 0, Number.MAX_VALUE],
    ['minCategoryRows', 0, Number.MAX_SAFE_INTEGER],
    ['maxCategoriesLeft', 1, MAX_CATEGORIES],
  ];
  for (const [name, least, most] of ranges) {
    if (!(options[name] >= least && options[name] <= most)) {
      throw new RangeError(`fitGbdt requires ${name} from ${least} to ${most}, got ${options[name]}`);
    }
  }
}

const MAX_CATEGORIES = 255;
