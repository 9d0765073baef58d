/** The value that so much of the others lie below, 0 to 1; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** p50, p95 and p99 in words, and of how many. */
export function describeTimes(tookMs: readonly number[]): string {
  const at = (share: number) => quantile(tookMs, share).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms (of ${tookMs.length})`;
}
