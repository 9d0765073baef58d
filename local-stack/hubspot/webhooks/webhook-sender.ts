import type { Subscription } from '../app-project/app-project.ts';
import type { InstalledApp } from '../app-project/installed-app.ts';
import type { PortalEvent } from '../portal/portal-event.ts';
import { createDueWork } from '../timing/due-work.ts';
import { createSlots } from '../timing/slots.ts';
import { postWebhook } from './post-webhook.ts';
import { describeEvent, isSubscribed, type WebhookEvent } from './webhook-event.ts';

/** Most notifications in one request (webhooks guide). */
const MAX_BATCH = 100;
/** Requests at the same time to one account, whatever the app allows more. */
const MAX_CONCURRENT = 10;
/** How long the app may take to answer (webhooks guide). */
const DEFAULT_TIMEOUT_MS = 5000;
const MINUTE_MS = 60_000;
/**
 * Ten more tries within 24 hours (webhooks guide); the pauses in minutes are assumed, and up to a fifth longer at random.
 */
const RETRY_MINUTES = [1, 2, 5, 15, 30, 60, 120, 240, 300, 300];
const JITTER = 0.2;
/** How many of the latest requests are remembered for whoever asks. */
const LOG_LENGTH = 1000;

/** How the sender misbehaves from now on. */
export interface WebhookMischief {
  /** Every request is sent twice. */
  duplicates: boolean;
  /** Notifications come the newest first. */
  disorder: boolean;
}

/** A request that was sent. */
export interface SentWebhook {
  /** Epoch milliseconds. */
  at: number;
  attemptNumber: number;
  /** 0 when no answer came in time. */
  status: number;
  eventIds: number[];
}

export interface WebhookSender {
  accept(events: readonly PortalEvent[]): void;
  misbehave(mischief: WebhookMischief): void;
  /** The latest requests, the oldest first. */
  readonly sent: readonly SentWebhook[];
  /** Sends what is due on the stand-in's clock and waits for the answers. */
  deliverDue(): Promise<void>;
  close(): void;
}

export interface WebhookSenderOptions {
  installed: InstalledApp;
  portalId: number;
  /** Whether the portal has the app now: notifications end with the uninstall. */
  isInstalled(): boolean;
  now(): number;
  timeoutMs?: number;
}

/** Tells an app what happens in the portal, as its project subscribes to it. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { installed, portalId, isInstalled, now } = options;
  const { app, project } = installed;
  const due = createDueWork(now);
  const slots = createSlots(Math.min(MAX_CONCURRENT, project.webhooks?.settings.maxConcurrentRequests ?? 1));
  const subscriptions = listSubscriptions(installed);
  const sent: SentWebhook[] = [];
  let mischief: WebhookMischief = { duplicates: false, disorder: false };
  let waiting: WebhookEvent[] = [];
  let lastEventId = 0;

  const post = async (batch: readonly WebhookEvent[], attemptNumber: number): Promise<void> => {
    const status = await slots(() => {
      const body = JSON.stringify(batch.map(event => ({ ...event, attemptNumber })));
      const url = installed.locate(project.webhooks?.settings.targetUrl ?? '');
      const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
      return postWebhook({ url, body, secret: app.clientSecret, timestamp: now(), timeoutMs });
    });
    sent.push({ at: now(), attemptNumber, status, eventIds: batch.map(({ eventId }) => eventId) });
    if (sent.length > LOG_LENGTH) sent.shift();
    const pause = RETRY_MINUTES[attemptNumber];
    if (status >= 200 && status < 300) return;
    if (pause === undefined || !isInstalled()) return;
    due.add(now() + pause * MINUTE_MS * (1 + JITTER * Math.random()), () => post(batch, attemptNumber + 1));
  };
  const flush = async (): Promise<void> => {
    const events = mischief.disorder ? waiting.toReversed() : waiting;
    waiting = [];
    const batches: WebhookEvent[][] = [];
    for (let start = 0; start < events.length; start += MAX_BATCH)
      batches.push(events.slice(start, start + MAX_BATCH));
    const all = mischief.duplicates ? batches.flatMap(batch => [batch, batch]) : batches;
    await Promise.all(all.map(batch => post(batch, 0)));
  };
  return {
    sent,
    accept(events) {
      if (subscriptions.length === 0 || !isInstalled()) return;
      const before = waiting.length;
      for (const event of events)
        for (const { subscriptionId, subscription } of subscriptions) {
          if (!isSubscribed(subscription, event)) continue;
          lastEventId += 1;
          const ids = { eventId: lastEventId, subscriptionId, portalId, appId: app.appId };
          waiting.push({ ...ids, ...describeEvent(subscription, event) });
        }
      if (before === 0 && waiting.length > 0) due.add(now(), flush);
    },
    misbehave(asked) {
      mischief = asked;
    },
    deliverDue: () => due.runDue(),
    close: () => due.close(),
  };
}

interface Numbered {
  subscriptionId: number;
  subscription: Subscription;
}

function listSubscriptions({ project }: InstalledApp): Numbered[] {
  if (project.webhooks === undefined) return [];
  const { crmObjects, legacyCrmObjects, hubEvents } = project.webhooks.subscriptions;
  return [...crmObjects, ...legacyCrmObjects, ...hubEvents].map((subscription, index) => ({
    subscriptionId: index + 1,
    subscription,
  }));
}
