/** Row numbers by ascending value; equal values keep their order. NaN is not allowed. */
export function ascendingOrder(values: ArrayLike<number>): Int32Array {
  const order = Int32Array.from({ length: values.length }, (_, row) => row);
  return order.sort((a, b) => values[a] - values[b] || a - b);
}

/** Row numbers by descending value; equal values keep their order. NaN is not allowed. */
export function descendingOrder(values: ArrayLike<number>): Int32Array {
  const order = Int32Array.from({ length: values.length }, (_, row) => row);
  return order.sort((a, b) => values[b] - values[a] || a - b);
}

/** `values[rows[0]], values[rows[1]], …` in a new array. */
export function pickNumbers(values: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) picked[at] = values[rows[at]];
  return picked;
}

/** `labels[rows[0]], labels[rows[1]], …` in a new array. */
export function pickLabels(labels: Uint8Array, rows: Int32Array): Uint8Array {
  const picked = new Uint8Array(rows.length);
  for (let at = 0; at < rows.length; at++) picked[at] = labels[rows[at]];
  return picked;
}

/** How many labels are 1. */
export function countConversions(labels: Uint8Array): number {
  let conversions = 0;
  for (let row = 0; row < labels.length; row++) conversions += labels[row];
  return conversions;
}
