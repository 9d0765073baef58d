const HOUR_MS = 3_600_000;
const WINDOW_HOURS = 24;

/** Counts requests over the last 24 hours, in hourly steps, as the platform's rolling limit does. */
export interface DailyLimit {
  readonly limit: number;
  /** Counts one request unless the limit is reached. @returns whether it was counted */
  take(): boolean;
  used(): number;
}

/** @param limit most requests in 24 hours */
export function createDailyLimit(limit: number, now: () => number): DailyLimit {
  const countByHour = new Map<number, number>();
  const used = () => {
    const oldest = Math.floor(now() / HOUR_MS) - WINDOW_HOURS;
    let sum = 0;
    for (const [hour, count] of countByHour) {
      if (hour <= oldest) countByHour.delete(hour);
      else sum += count;
    }
    return sum;
  };
  return {
    limit,
    used,
    take() {
      if (used() >= limit) return false;
      const hour = Math.floor(now() / HOUR_MS);
      countByHour.set(hour, (countByHour.get(hour) ?? 0) + 1);
      return true;
    },
  };
}
