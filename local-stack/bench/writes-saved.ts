/**
 * How many writes to the CRM the publishing rules save on a trace of engagement, and whether they miss or double a crossing.
 *
 *   node local-stack/bench/writes-saved.ts TRACE.jsonl [--seed 1] [--json]
 *
 * A line of the trace is an event, in the order of arrival: {"id","lead","type","at","arrives"}, milliseconds since it began. Each lead
 * gets a fit drawn around the average; its score is that fit plus its engagement with the library's default signals, and the
 * product's own rules decide (`decidePublication`, `watchScore`). A lead is scored at every event that counts, and when passing
 * time alone may move what is published.
 *
 * Write-always is one write for every event that counts: what a product does that overwrites its fields at each change. A repeated
 * event, and a signal that is not known, count for neither side.
 *
 * A true crossing is judged from the scores alone, apart from those rules: for each threshold, the whole points, looked at
 * at every event and every minute in which they change sides, reach the threshold (up) or fall below it by more than the hysteresis (down), and stay there for longer than
 * the dwell. It is missed when the band that is published lies on the other side when the dwell ends. A crossing is doubled
 * when it is told twice in the same direction without the opposite in between.
 *
 * Last line with --json: {"writesSaved","crossingsMissed","crossingsDoubled","writes","writeAlways","trueCrossings","crossings"}
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createCrossingJudge } from './writes-saved/crossing-judge.ts';
import { createScoredLead, type ScoredLead } from './writes-saved/scored-lead.ts';
import { createDraw } from './writes-saved/seeded-normal.ts';

const HELP = 'Usage: node local-stack/bench/writes-saved.ts TRACE.jsonl [--seed N] [--json]\n';

interface TraceLine {
  id: string;
  lead: string;
  type: string;
  at: number;
  arrives: number;
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [path] = positionals;
  if (values.help || path === undefined || positionals.length > 1 || !/^\d+$/.test(values.seed)) {
    process.stderr.write(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const result = await replay(path, Number(values.seed));
  process.stderr.write(describe(result));
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
}

type Result = Awaited<ReturnType<typeof replay>>;

function describe({ writesSaved, writes, writeAlways, ...result }: Result): string {
  return `${writeAlways} events that count, ${writes} writes: ${(writesSaved * 100).toFixed(1)} % saved
${result.crossings} crossings told; of ${result.trueCrossings} true ones ${result.crossingsMissed} missed; ${result.crossingsDoubled} doubled
`;
}

async function replay(path: string, seed: number) {
  const leads = new Map<string, ScoredLead>();
  const judge = createCrossingJudge();
  const draw = createDraw(seed);
  const seen = new Set<string>();
  let writeAlways = 0;
  let endMs = 0;
  for await (const text of createInterface({ input: createReadStream(path) })) {
    const line = JSON.parse(text) as TraceLine;
    if (seen.has(line.id)) continue;
    seen.add(line.id);
    let lead = leads.get(line.lead);
    if (lead === undefined) {
      lead = createScoredLead(draw(), judge);
      leads.set(line.lead, lead);
    }
    if (lead.take(line)) writeAlways += 1;
    endMs = Math.max(endMs, line.arrives);
  }
  let writes = 0;
  for (const lead of leads.values()) writes += lead.finish(endMs);
  return { writesSaved: 1 - writes / writeAlways, ...judge.verdict(), writes, writeAlways };
}

await run();
