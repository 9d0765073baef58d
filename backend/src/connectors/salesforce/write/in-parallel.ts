/**
 * Works on items, at most `limit` at a time, and yields each result as it comes, in no fixed order. The first failure ends
 * it; what is under way then is let finish, its result dropped.
 */
export async function* inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const waiting = items.values();
  const underWay = new Map<symbol, Promise<{ key: symbol; result: Result }>>();
  const startNext = () => {
    const { value, done } = waiting.next();
    if (done) return;
    const key = Symbol();
    const running = work(value).then(result => ({ key, result }));
    // Handled when it is awaited below; after a failure of another nobody awaits it any more.
    running.catch(() => undefined);
    underWay.set(key, running);
  };
  for (let started = 0; started < limit; started++) startNext();
  while (underWay.size > 0) {
    const { key, result } = await Promise.race(underWay.values());
    underWay.delete(key);
    startNext();
    yield result;
  }
}
