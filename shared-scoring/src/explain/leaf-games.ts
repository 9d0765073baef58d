/**
 * A leaf as a game whose players are the columns on its path. A player who is known and led to the leaf throughout pays 1,
 * known and strayed 0, unknown the share z of training leads that its steps kept. The leaf's value times the product of all
 * pays is what the leaf is worth. With o = 1 or 0 for a lead that followed or strayed, Shapley values of such a game are an
 * integral over the chance t that a player is known:
 *   share_i = value * integral over t from 0 to 1 of  (o_i - z_i) * product over j != i of f_j(t),   f_j(t) = z_j (1 - t) + o_j t
 * a polynomial, so a few points of Gauss-Legendre give it exactly. f is above 0 inside (0, 1): factors may be divided out.
 * @see Owen (1972), Multilinear Extensions of Games; Lundberg, Erion, Lee (2018), Consistent Individualized Feature Attribution
 */
import type { Forest } from '../math/forest.ts';
import { gaussLegendre, type Quadrature } from '../math/gauss-legendre.ts';

export interface LeafGame {
  /** Log-odds that the leaf adds. */
  readonly value: number;
  /** Columns on the path, each once, in the order in which they are first asked: [nPlayers], as `shares`. */
  readonly columns: Int32Array;
  readonly shares: Float64Array;
  readonly quadrature: Quadrature;
}

export interface LeafGames {
  /** Of a node that asks: its column's place among the players of the leaves below. [nNodes], as `games`. */
  readonly places: Int32Array;
  /** Null where a node asks. */
  readonly games: readonly (LeafGame | null)[];
  readonly mostPlayers: number;
  /** Of nodes that ask, one below another. */
  readonly mostDepth: number;
}

/** A lead's pattern of strayed players is a whole number of 32 bits. */
const MOST_PLAYERS = 31;

/**
 * Follows every path of a forest; O(nodes x depth).
 * @throws RangeError when a path asks more than 31 columns; trees of up to 32 leaves never do
 */
export function traceLeaves(forest: Forest): LeafGames {
  const places = new Int32Array(forest.columns.length);
  const games: (LeafGame | null)[] = Array.from(places, () => null);
  const quadratures: Quadrature[] = [];
  let mostDepth = 0;
  let mostPlayers = 0;
  const trace = (node: number, depth: number, { columns, shares }: Path): void => {
    const column = forest.columns[node];
    mostDepth = Math.max(mostDepth, depth);
    mostPlayers = Math.max(mostPlayers, columns.length);
    if (columns.length > MOST_PLAYERS)
      throw new RangeError(`traceLeaves takes up to ${MOST_PLAYERS} columns a path, got ${columns.length}`);
    if (column < 0) {
      // The integrand's degree is one less than the players'.
      const nPoints = Math.max(1, Math.ceil(columns.length / 2));
      quadratures[nPoints] ??= gaussLegendre(nPoints);
      const game = { columns: Int32Array.from(columns), shares: Float64Array.from(shares) };
      games[node] = { value: forest.values[node], ...game, quadrature: quadratures[nPoints] };
      return;
    }
    const known = columns.indexOf(column);
    const place = known < 0 ? columns.length : known;
    places[node] = place;
    for (const child of [forest.lefts[node], forest.rights[node]]) {
      const share = (forest.covers[child] / forest.covers[node]) * (shares[place] ?? 1);
      const path = {
        columns: columns.toSpliced(place, 1, column),
        shares: shares.toSpliced(place, 1, share),
      };
      trace(child, depth + 1, path);
    }
  };
  for (const root of forest.treeStarts.subarray(0, -1)) trace(root, 0, { columns: [], shares: [] });
  return { places, games, mostDepth, mostPlayers };
}

/** Players from the root down to a node. */
interface Path {
  columns: readonly number[];
  shares: readonly number[];
}

/**
 * Writes every player's Shapley value of one leaf to `target`, from `start` on. O(players x points).
 * @param strayed bit j is set when the lead strays at a step of player j
 */
export function writeShares(
  { value, shares, quadrature }: LeafGame,
  strayed: number,
  { target, start }: { target: Float64Array; start: number },
): void {
  const nPlayers = shares.length;
  const { points, weights } = quadrature;
  for (let player = 0; player < nPlayers; player++) target[start + player] = 0;
  for (let at = 0; at < points.length; at++) {
    const known = points[at];
    let product = value * weights[at];
    for (let player = 0; player < nPlayers; player++)
      product *= shares[player] * (1 - known) + followed(strayed, player) * known;
    for (let player = 0; player < nPlayers; player++) {
      const follows = followed(strayed, player);
      const pays = shares[player] * (1 - known) + follows * known;
      target[start + player] += (product * (follows - shares[player])) / pays;
    }
  }
}

/** 1 or 0. */
function followed(strayed: number, player: number): number {
  return 1 - ((strayed >> player) & 1);
}
