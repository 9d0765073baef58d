/**
 * Shapley values of one leaf's game, divided by the leaf's value. Player i pays o_i (0 or 1) when its value is known and z_i in
 * 0..1 when it is not; the game's worth is the product over all players:
 *   share_i = (o_i - z_i) * sum over S of the others:  |S|! (m - |S| - 1)! / m!  * prod_S o * prod_not S z
 * The sum is read off the coefficients of prod_{j != i} (z_j + o_j t), so the cost is m^3, not 2^m.
 */
export function leafShares(known: ArrayLike<number>, unknown: ArrayLike<number>): Float64Array {
  const players = known.length;
  const shares = new Float64Array(players);
  for (let player = 0; player < players; player++) {
    const coefficients = othersPolynomial(known, unknown, player);
    let weight = 1 / players;
    let sum = 0;
    for (let size = 0; size < players; size++) {
      sum += weight * coefficients[size];
      // From |S|! (m - |S| - 1)! / m! to that of one player more.
      weight *= (size + 1) / Math.max(1, players - size - 1);
    }
    shares[player] = (known[player] - unknown[player]) * sum;
  }
  return shares;
}

function othersPolynomial(known: ArrayLike<number>, unknown: ArrayLike<number>, left: number): Float64Array {
  const coefficients = new Float64Array(known.length);
  coefficients[0] = 1;
  let degree = 0;
  for (let player = 0; player < known.length; player++) {
    if (player === left) continue;
    degree++;
    for (let power = degree; power > 0; power--) {
      coefficients[power] = coefficients[power] * unknown[player] + coefficients[power - 1] * known[player];
    }
    coefficients[0] *= unknown[player];
  }
  return coefficients;
}
