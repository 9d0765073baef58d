/** A connection as `GET /v1/connections` lists it. */
export interface ListedConnection {
  connectionId: string;
  crm: 'salesforce' | 'hubspot';
  /** Of Salesforce the org's id. */
  externalId: string;
  name: string;
}

/** `GET /v1/connections/{connectionId}/status`: what the commands show of it. */
export interface ConnectionStatus extends ListedConnection {
  state: 'working' | 'ended';
  connectedAs: string | null;
  connectedAt: string;
  endedAt: string | null;
  lastReadAt: string | null;
  lastWriteAt: string | null;
  leads: number;
  scored: number;
  waiting: number;
  deadLetters: number;
  api: {
    state: 'open' | 'slow' | 'used_up';
    callsLastDay: number;
    budgetPerDay: number | null;
    platform: { used: number; limit: number } | null;
  };
  signingKeys: { fingerprint: string; validUntil: string; endsAt: string | null }[];
  /** Reading everything again; null when nobody ever asked for it. */
  backfill: Backfill | null;
  linked: ListedConnection[];
}

/** `POST /v1/connections/{connectionId}/backfill`: how far reading everything again has come. */
export interface Backfill {
  /** `waiting`: the service has not come to it yet. */
  state: 'waiting' | 'reading' | 'done';
  askedAt: string;
  begunAt: string | null;
  doneAt: string | null;
  read: number;
  /** Records that the org counted as it began. */
  of: number | null;
}

/** `GET /v1/connections/{connectionId}/readiness`. */
export interface Readiness {
  leads: number;
  converted: number;
  open: number;
  monthsCovered: number;
  verdict: 'ready' | 'usable' | 'not_ready';
  /** Sentences of the service. */
  missing: string[];
}

/** `POST /v1/connections/{connectionId}/check`: what the service sees in the org as the user it works as. */
export interface ConnectionCheck {
  checkedAt: string;
  missingFields: string[];
  certificate: {
    state: 'registered' | 'absent' | 'hidden' | 'refused' | 'not_needed';
    problem: string | null;
  };
}

/** `POST /v1/connections/{connectionId}/records/{objectType}/{objectId}/score`. */
export interface ScoredNow {
  leadId: string;
  isPublished: boolean;
  receiptId: string | null;
}

/** The part of the card that the commands show. */
export type Card =
  | {
      state: 'scored';
      header: { band: string; scorePoints: number; text: string };
      probability: { text: string };
    }
  | {
      state: 'too_little' | 'never_scored' | 'not_eligible' | 'setup_unfinished';
      title: string;
      text: string;
    };

/** `POST /v1/connections/{connectionId}/disconnect`. */
export interface Disconnected {
  records: number;
  leads: number;
  waitingWrites: number;
  keys: number;
  tokensRevoked: boolean;
}
