/**
 * Whether what happens live arrives, and once: clicks on the demo bank's site, followed to the records of both CRMs; alerts of crossings
 * whose processes are killed again and again; webhooks to a receiver that refuses three of ten messages.
 *
 *   npm run bench:live -- [--clicks 40] [--kills 50] [--webhooks 10000] [--only clicks|kills|webhooks] [--json]
 *
 * Last line with --json: {"clickToFieldP95Ms","trackerGzipBytes","trackerMainThreadMs","requestsBeforeConsent","alertsMissed","alertsDoubled",
 * "webhooksDelivered","webhooksDeadLettered","webhookSeconds"}, as far as they were asked for; of the main thread it is the 95th percentile
 * of pages of visits, or of first pages that are clicked on: whichever is worse.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deliverMany } from './live/deliver-many.ts';
import { killWhileAlerting } from './live/kill-while-alerting.ts';
import { type MeasuredTracker, measureTracker } from './live/measure-tracker.ts';

const HELP =
  'Usage: npm run bench:live -- [--clicks 40] [--kills 50] [--webhooks 10000] [--only clicks|kills|webhooks] [--json]\n';
const PARTS = ['clicks', 'kills', 'webhooks'] as const;
const SCORES_EACH = 8;
const REFUSED_SHARE = 0.3;
const MOST_CLICK_TO_FIELD_MS = 2_000;
const MOST_MAIN_THREAD_MS = 5;
const MOST_GZIP_BYTES = 3_072;

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clicks: { type: 'string', default: '40' },
      kills: { type: 'string', default: '50' },
      webhooks: { type: 'string', default: '10000' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const whole = (text: string) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : Number.NaN);
  const [clicks, kills, count] = [whole(values.clicks), whole(values.kills), whole(values.webhooks)];
  const parts = PARTS.filter(part => values.only === undefined || values.only === part);
  if (values.help || Number.isNaN(clicks + kills + count) || parts.length === 0) {
    process.stderr.write(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const say = (words: string) => void process.stderr.write(`${words}\n`);
  const runs = {
    clicks: () => runClicks(clicks, say),
    kills: () => runKills(kills, say),
    webhooks: () => runWebhooks(count, say),
  };
  const measured: Measured[] = [];
  for (const part of parts) measured.push(await runs[part]());
  if (values.json)
    process.stdout.write(`${JSON.stringify(Object.assign({}, ...measured.map(each => each.numbers)))}\n`);
  process.exitCode = measured.every(({ isRight }) => isRight) ? 0 : 1;
}

interface Measured {
  numbers: object;
  isRight: boolean;
}
type Say = (words: string) => void;

async function runClicks(clicks: number, say: Say): Promise<Measured> {
  const tracked = await measureTracker({ clicks }, say);
  return { numbers: tracked, isRight: isWithinLimits(tracked) };
}

async function runKills(kills: number, say: Say): Promise<Measured> {
  const { crossings, missed, doubled } = await inDirectory(place =>
    killWhileAlerting(place, { kills, scoresEach: SCORES_EACH }),
  );
  say(`${crossings} crossings through ${kills} kills: ${missed} missed, ${doubled} doubled`);
  return { numbers: { alertsMissed: missed, alertsDoubled: doubled }, isRight: missed + doubled === 0 };
}

async function runWebhooks(count: number, say: Say): Promise<Measured> {
  const { delivered, deadLettered, messages, seconds } = await inDirectory(place =>
    deliverMany(place, { count, refusedShare: REFUSED_SHARE }),
  );
  say(
    `${count} webhooks: ${delivered} delivered and ${deadLettered} given up by ${messages} messages in ${seconds} s`,
  );
  const numbers = {
    webhooksDelivered: delivered,
    webhooksDeadLettered: deadLettered,
    webhookSeconds: seconds,
  };
  return { numbers, isRight: delivered + deadLettered === count };
}

function isWithinLimits(tracked: MeasuredTracker): boolean {
  return (
    tracked.clickToFieldP95Ms < MOST_CLICK_TO_FIELD_MS &&
    tracked.trackerMainThreadMs < MOST_MAIN_THREAD_MS &&
    tracked.trackerGzipBytes <= MOST_GZIP_BYTES &&
    tracked.requestsBeforeConsent === 0
  );
}

async function inDirectory<T>(
  work: (place: { dataDirectory: string; databaseUrl: undefined }) => Promise<T>,
): Promise<T> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'aix-live-'));
  try {
    return await work({ dataDirectory, databaseUrl: undefined });
  } finally {
    rmSync(dataDirectory, { recursive: true });
  }
}

await run();
