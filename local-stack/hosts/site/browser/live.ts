/** The fields of a record that the panel shows, as texts; empty where the record has none. */
export type ShownFields = Record<'score' | 'band' | 'reason' | 'step', string>;

/** How the service stands with the visitor. */
export interface ServiceState {
  /** When the visitor was scored last, and to how many points: written to the records or not. */
  scoredAt: string;
  scorePoints: number;
  /** When a score of the visitor was published last, that is, given to the records. */
  publishedAt: string;
}

/** All that the panel asks for again and again. */
export interface SiteState {
  /** Null while the service does not answer. */
  service: ServiceState | null;
  /** In the order of the visitor's records; null where that CRM did not answer. */
  records: readonly (ShownFields | null)[];
}

/** How far a replayed day is, and what came of it. */
export interface ReplayProgress {
  /** `settling`: all is told, and the last scores are still on their way to the records. */
  phase: 'running' | 'settling' | 'done' | 'stopped' | 'failed';
  /** Of `failed`: why. */
  problem?: string;
  /** The day's own time: `14:30`. */
  clock: string;
  sent: number;
  total: number;
  /** Events among those sent that were sent before, and count once. */
  repeats: number;
  /** Leads whose published score has changed. */
  moved: number;
  /** Thresholds of bands that were passed, upwards and downwards. */
  risen: number;
  fallen: number;
  /** Records that were written, by CRM. */
  written: Readonly<Record<string, number>>;
}
