/**
 * Whether receipts keep what they promise, on many random ones of the demo bank: each replays byte for byte, the changes between any two
 * of a lead sum exactly to the difference of their scores, and the audit finds one altered byte.
 *
 *   node local-stack/bench/receipts.ts [--count 10000] [--leads 10000] [--seed 1] [--json]
 *
 * The bank is read, trained and scored by the main job. Then, wave after wave, days pass, people act, facts are edited, bands are set
 * and models retrained, and the leads are scored again, until there are half as many receipts again as are drawn. Receipts and changes are asked for over
 * HTTP. What is compared is the text of the answers, beside the service's own verdict.
 *
 * Last line with --json: {"receipts","models","replayed","replaysOff","replaysPerSecond","pairs","pairsOff","pairsWithPoints","alterations",
 * "alterationsFound","verifySeconds"}
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDraw } from '../demo/leads/seeded-draw.ts';
import { judgeAudit, judgeChanges, judgeReplays } from './receipts/judge-receipts.ts';
import { openReceiptBank } from './receipts/open-receipt-bank.ts';

const HELP =
  'Usage: node local-stack/bench/receipts.ts [--count 10000] [--leads 10000] [--seed 1] [--json]\n';

async function run(): Promise<void> {
  const whole = (text: string) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : Number.NaN);
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '10000' },
      leads: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [count, leads, seed] = [whole(values.count), whole(values.leads), whole(values.seed)];
  if (values.help || Number.isNaN(count + leads + seed)) {
    process.stderr.write(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'aix-receipts-'));
  try {
    const result = await measure({ directory, count, leads, seed });
    process.stderr.write(
      `${result.replaysOff} of ${result.replayed} replays differ, ${result.pairsOff} of ${result.pairs} differences do not sum, ` +
        `${result.alterationsFound} of ${result.alterations} alterations were found\n`,
    );
    if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    const isRight =
      result.replaysOff + result.pairsOff === 0 && result.alterationsFound === result.alterations;
    process.exitCode = isRight ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function measure(request: { directory: string; count: number; leads: number; seed: number }) {
  const { count, seed } = request;
  let drawn = 0;
  const draws = createDraw(seed, 'receipts');
  const draw = () => draws(drawn++);
  const bank = await openReceiptBank({ ...request, draw });
  try {
    while ((await bank.receipts()).length < count * 1.5) await bank.passWave();
    const receipts = await bank.receipts();
    return {
      receipts: receipts.length,
      models: new Set(receipts.map(({ model }) => model)).size,
      ...(await judgeReplays(bank, receipts, count, draw)),
      ...(await judgeChanges(bank, receipts, count, draw)),
      ...(await judgeAudit(bank, receipts, draw)),
    };
  } finally {
    await bank.close();
  }
}

await run();
