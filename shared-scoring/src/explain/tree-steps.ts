/**
 * A tree prepared for explaining. A step leads from a node to its child and plays for the column that the node asks: known
 * and followed by the lead it pays 1, known and not followed 0, unknown the share z of training leads that followed it.
 * Steps on one column along a path are one player, who pays the product. With o = 0 or 1 for "all followed", Shapley values
 * of such a product game are an integral over the chance t that a player is known:
 *   share_i = integral over t from 0 to 1 of  (o_i - z_i) * product over j != i of f_j(t),   f_j(t) = z_j (1 - t) + o_j t
 * a polynomial, so a few points of Gauss-Legendre give it exactly. f is above 0 inside (0, 1): factors may be divided out.
 * @see Owen (1972), Multilinear Extensions of Games; Yu et al. (2022), Linear TreeShap
 */
import type { Forest } from '../math/forest.ts';
import { gaussLegendre, type Quadrature } from '../math/gauss-legendre.ts';

/** Nodes are numbered within the tree, the root 0, parents before children. Tables hold [nNodes x 3 states x nPoints]. */
export interface TreeSteps {
  /** The tree's root in the forest. */
  readonly root: number;
  readonly nPoints: number;
  /** [nNodes], as the next three; the root's are not used. */
  readonly parents: Int32Array;
  /** Column that the parent asks. */
  readonly columns: Int32Array;
  /** 1 where the node is its parent's left child. */
  readonly isLeft: Uint8Array;
  /** The node of the last step before on the same column, -1 without one. */
  readonly earlier: Int32Array;
  /** What the step does to the product of all players, by state and point. */
  readonly factors: Float64Array;
  /** What sums over the leaves below count for the column by this step, less what they count by the earlier one. */
  readonly gains: Float64Array;
}

/** Whether the player followed: not even before this step, before but not here, or throughout. */
export const STRAYED_BEFORE = 0;
export const STRAYS_HERE = 1;
export const FOLLOWS = 2;
export const STATES = 3;

/** Prepares one tree of a forest; O(nodes x points). */
export function traceSteps(forest: Forest, tree: number): TreeSteps {
  const root = forest.treeStarts[tree];
  const nNodes = forest.treeStarts[tree + 1] - root;
  const { parents, isLeft } = findParents(forest, root, nNodes);
  const columns = parents.map(parent => forest.columns[root + parent]);
  const earlier = new Int32Array(nNodes).fill(-1);
  const players = new Int32Array(nNodes);
  const shares = new Float64Array(nNodes).fill(1);
  for (let node = 1; node < nNodes; node++) {
    const parent = parents[node];
    earlier[node] = findEarlier(node, parents, columns);
    players[node] = players[parent] + Number(earlier[node] < 0);
    const share = forest.covers[root + node] / forest.covers[root + parent];
    shares[node] = share * (earlier[node] < 0 ? 1 : shares[earlier[node]]);
  }
  // The integrand's degree is one less than the players'.
  const quadrature = gaussLegendre(Math.max(1, Math.ceil(Math.max(...players) / 2)));
  const tables = tabulate(shares, earlier, quadrature);
  return { root, nPoints: quadrature.points.length, parents, columns, isLeft, earlier, ...tables };
}

function findParents(forest: Forest, root: number, nNodes: number) {
  const parents = new Int32Array(nNodes);
  const isLeft = new Uint8Array(nNodes);
  for (let node = 0; node < nNodes; node++) {
    if (forest.columns[root + node] < 0) continue;
    const left = forest.lefts[root + node] - root;
    parents[left] = node;
    parents[forest.rights[root + node] - root] = node;
    isLeft[left] = 1;
  }
  return { parents, isLeft };
}

function findEarlier(node: number, parents: Int32Array, columns: Int32Array): number {
  for (let above = parents[node]; above > 0; above = parents[above])
    if (columns[above] === columns[node]) return above;
  return -1;
}

function tabulate(shares: Float64Array, earlier: Int32Array, { points, weights }: Quadrature) {
  const nPoints = points.length;
  const factors = new Float64Array(shares.length * STATES * nPoints);
  const gains = new Float64Array(factors.length);
  for (let node = 1; node < shares.length; node++) {
    const before = earlier[node];
    for (let state = 0; state < STATES; state++) {
      const follows = Number(state === FOLLOWS);
      const followed = Number(state !== STRAYED_BEFORE);
      for (let at = 0; at < nPoints; at++) {
        const slot = (node * STATES + state) * nPoints + at;
        const pays = payment(shares[node], follows, points[at]);
        const paid = before < 0 ? 1 : payment(shares[before], followed, points[at]);
        const countedBefore = before < 0 ? 0 : (followed - shares[before]) / paid;
        factors[slot] = pays / paid;
        gains[slot] = weights[at] * ((follows - shares[node]) / pays - countedBefore);
      }
    }
  }
  return { factors, gains };
}

function payment(share: number, followed: number, known: number): number {
  return share * (1 - known) + followed * known;
}
