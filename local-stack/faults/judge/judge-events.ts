import type { Ledger } from '../world/sender.ts';
import { type Finding, findingOf, type Judged } from './finding.ts';

/** Holds the stored events against those that were acknowledged, id by id. */
export async function judgeEvents(
  stage: Pick<Judged, 'query'>,
  { acknowledged }: Ledger,
): Promise<{ lost: Finding; wrong: Finding }> {
  const rows = await stage.query<{ id: string; at: number; times: number }>(
    `select event_id::text as id, extract(epoch from min(at)) * 1000 as at, count(*)::int as times
     from events group by event_id`,
  );
  const stored = new Map(rows.map(row => [row.id, row]));
  const lost: string[] = [];
  const wrong: string[] = [];
  for (const [id, [from, to]] of acknowledged) {
    const row = stored.get(id);
    if (row === undefined) lost.push(`event ${id} is lost`);
    else if (row.times !== 1) wrong.push(`event ${id} is stored ${row.times} times`);
    else if (!(Number(row.at) >= from && Number(row.at) <= to))
      wrong.push(`event ${id} happened from ${from} to ${to}, but is stored at ${Number(row.at)}`);
  }
  return { lost: findingOf(lost), wrong: findingOf(wrong) };
}
