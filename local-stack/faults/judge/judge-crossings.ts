import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, findingOf, type Judged } from './finding.ts';

interface Crossing {
  lead: string;
  threshold: string;
  direction: string;
  receipt: string;
}

/**
 * Each passage of a threshold is told once: a lead can pass one upwards again only after it passed it downwards; the
 * crossings are those that the receipts name, neither more nor fewer; and on no record an old token comes back.
 */
export async function judgeCrossings(stage: Judged): Promise<{ doubled: Finding; wrong: Finding }> {
  const told = await stage.query<Crossing>(
    `select c.lead_id::text as lead, threshold, direction, c.receipt_id::text as receipt
     from crossings c join receipts r on r.tenant_id = c.tenant_id and r.receipt_id = c.receipt_id
     order by r.number`,
  );
  const receipts = await stage.query<{ lead: string; receipt: string; payload: string }>(
    'select lead_id::text as lead, receipt_id::text as receipt, payload from receipts order by number',
  );
  const named = receipts.flatMap(({ lead, receipt, payload }) =>
    (JSON.parse(payload).crossings as Crossing[]).map(({ threshold, direction }) =>
      nameOf({ lead, threshold, direction, receipt }),
    ),
  );
  const known = told.map(nameOf);
  const [namedOnce, knownOnce] = [new Set(named), new Set(known)];
  const wrong = [
    ...named.filter(each => !knownOnce.has(each)).map(each => `a receipt names a crossing untold: ${each}`),
    ...known.filter(each => !namedOnce.has(each)).map(each => `a crossing that no receipt names: ${each}`),
  ];
  return { doubled: findingOf([...repeats(told), ...tokensThatCameBack(stage)]), wrong: findingOf(wrong) };
}

const nameOf = ({ lead, threshold, direction, receipt }: Crossing) =>
  `${threshold} ${direction} of lead ${lead} in receipt ${receipt}`;

function repeats(told: readonly Crossing[]): string[] {
  const last = new Map<string, string>();
  return told.flatMap(crossing => {
    const place = `${crossing.lead} ${crossing.threshold}`;
    const isRepeat = last.get(place) === crossing.direction;
    last.set(place, crossing.direction);
    return isRepeat ? [`told twice: ${nameOf(crossing)}`] : [];
  });
}

/** Reads every change of every record, as a workflow on the field would see it. */
function tokensThatCameBack({ folders }: Judged): string[] {
  const problems: string[] = [];
  for (const folder of Object.values(folders)) {
    const seen = new Map<string, string[]>();
    for (const line of readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n')) {
      if (line === '') continue;
      const { id, record } = JSON.parse(line);
      const token = record?.AIX_Crossing_Token__c ?? record?.properties?.aix_crossing_token;
      const tokens = seen.get(id) ?? [];
      seen.set(id, tokens);
      if (!token || tokens.at(-1) === token) continue;
      if (tokens.includes(token)) problems.push(`token ${token} came back to record ${id}`);
      tokens.push(token);
    }
  }
  return problems;
}
