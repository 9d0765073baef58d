import type { Ground } from './world/ground.ts';

/** What can go wrong, done on purpose. */
export interface Fault {
  name: string;
  /** One sentence: what is done. */
  about: string;
  /** How often it is done in the short and in the long form. */
  runs: { short: number; long: number };
  /** The database that it needs: any, the embedded one, a PostgreSQL server, or one that may be killed. */
  needs: 'any' | 'embedded' | 'postgresql' | 'own-postgresql';
  /** Does it and judges what is left. */
  run(order: FaultOrder): Promise<Verdict>;
}

export interface FaultOrder {
  ground: Ground;
  runs: number;
  isShort: boolean;
  /** Numbers in [0, 1) that only the seed and the fault's name decide. */
  draw(): number;
  /** Tells a person how far it is. */
  report(words: string): void;
  /** Where the database is a server of our own. */
  server: OwnServer | undefined;
}

/** A PostgreSQL server of our own, which may be mistreated. */
export interface OwnServer {
  url: string;
  /** `kill -9` of all its processes. */
  kill(): Promise<void>;
  /** Ends it in order; clients are cut off. */
  stop(): Promise<void>;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** What a fault left behind. All but `runs` and `acknowledged` must be 0. */
export interface Verdict {
  /** How often it was really done. */
  runs: number;
  /** Events that the service acknowledged, or what stands for them. */
  acknowledged: number;
  /** Acknowledged events that are not stored. */
  lost: number;
  /** Crossings told twice, in our store or on a record. */
  doubled: number;
  /** Leads and records that are not what they should be. */
  wrong: number;
  /** What is wrong, a sentence each, at most a few. */
  findings: string[];
}
