/** What a delivery says, as it is kept until it arrives. */
export type DeliveryContent =
  | TaskContent
  | CrossingContent
  | DigestContent
  | TestContent
  | DisabledContent
  | ConfirmationContent;

/** A task for the people of a CRM, as it waits to be made. */
export interface TaskContent {
  connectionId: string;
  objectType: string;
  objectId: string;
  kind: 'call' | 'email' | 'other';
  subject: string;
  body: string;
  /** ISO 8601 in UTC. */
  dueAt: string;
  isUrgent: boolean;
  /** The CRM's id of the user who asked for it; absent where nobody of that CRM did. */
  forUser?: string;
}

/** A crossing, as its alert tells it. */
export interface CrossingContent {
  token: string;
  leadId: string;
  threshold: string;
  direction: string;
  /** ISO 8601 in UTC. */
  crossedAt: string;
  /** Where the lead arrived by the score that passed this threshold, perhaps beyond it. */
  band: string;
  scorePoints: number;
  /** Where people read it. */
  name?: string | null;
  company?: string | null;
}

/** Several crossings in one message; which ones, its digest says. */
export interface DigestContent {
  /** The end of the time that it tells of, ISO 8601 in UTC. */
  until: string;
  count: number;
}

/** What an admin sends to see whether a channel works. */
export interface TestContent {
  isTest: true;
}

/** That another channel sends nothing any more. */
export interface DisabledContent {
  disabledChannel: { channelId: string; name: string; reason: string };
}

/** Asks whoever reads at an address whether alerts may come there. */
export interface ConfirmationContent {
  /** Where its link leads. */
  confirmPage: string;
}
