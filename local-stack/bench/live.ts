/**
 * Whether what happens live arrives, and once: clicks on the demo bank's site, followed to the records of both CRMs; alerts of crossings
 * whose processes are killed again and again; webhooks to a receiver that refuses three of ten messages.
 *
 *   npm run bench:live -- [--clicks 40] [--kills 50] [--webhooks 10000] [--json]
 *
 * Last line with --json: {"clickToFieldP95Ms","trackerGzipBytes","trackerMainThreadMs","requestsBeforeConsent","alertsMissed","alertsDoubled",
 * "webhooksDelivered","webhooksDeadLettered"}; of the main thread it is the 95th percentile of pages.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deliverMany } from './live/deliver-many.ts';
import { killWhileAlerting } from './live/kill-while-alerting.ts';
import { type MeasuredTracker, measureTracker } from './live/measure-tracker.ts';

const HELP = 'Usage: npm run bench:live -- [--clicks 40] [--kills 50] [--webhooks 10000] [--json]\n';
const CROSSINGS_EACH = 8;
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
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const whole = (text: string) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : Number.NaN);
  const [clicks, kills, count] = [whole(values.clicks), whole(values.kills), whole(values.webhooks)];
  if (values.help || Number.isNaN(clicks + kills + count)) {
    process.stderr.write(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const tracked = await measureTracker({ clicks }, words => process.stderr.write(`${words}\n`));
  const killed = await inDirectory(place =>
    killWhileAlerting(place, { kills, crossingsEach: CROSSINGS_EACH }),
  );
  process.stderr.write(
    `${killed.crossings} crossings through ${kills} kills: ${killed.missed} missed, ${killed.doubled} doubled\n`,
  );
  const many = await inDirectory(place => deliverMany(place, { count, refusedShare: REFUSED_SHARE }));
  process.stderr.write(
    `${count} webhooks: ${many.delivered} delivered and ${many.deadLettered} given up by ${many.messages} messages in ${many.seconds} s\n`,
  );
  const measured = {
    ...tracked,
    ...{ alertsMissed: killed.missed, alertsDoubled: killed.doubled },
    ...{ webhooksDelivered: many.delivered, webhooksDeadLettered: many.deadLettered },
  };
  if (values.json) process.stdout.write(`${JSON.stringify(measured)}\n`);
  const isRight =
    isWithinLimits(tracked) &&
    killed.missed + killed.doubled === 0 &&
    many.delivered + many.deadLettered === count;
  process.exitCode = isRight ? 0 : 1;
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
