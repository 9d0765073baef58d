import type { Band, Cell } from './score-points.ts';

/**
 * The card's finished content. Both CRM apps render it and nothing else: every text is a whole sentence in the reader's
 * language. `state` says which card it is; each has its own shape.
 */
export type CardView = ScoredCard | TooLittleCard | TextCard;

/** A card without a score: a title, a sentence, and what would help. */
export interface TextCard {
  state: 'never_scored' | 'not_eligible' | 'setup_unfinished';
  locale: Locale;
  title: string;
  text: string;
  /** What a person can do about it; null when nothing helps. */
  help: string | null;
}

/** The card of a lead whose tenant has too little evidence for a score. */
export interface TooLittleCard extends Omit<TextCard, 'state'> {
  state: 'too_little';
  /** What usually speaks for and against such a lead; null when nothing of it is known. */
  signs: AssumedSigns | null;
}

/** Assumptions of the starter model. They carry no points, because nothing of the tenant's own has confirmed them. */
export interface AssumedSigns {
  /** Says that the signs are assumed. */
  title: string;
  /** Strongest first, at most three. */
  up: Sign[];
  /** Strongest first, at most two. */
  down: Sign[];
}

/** One assumption about one lead. */
export interface Sign {
  /** The canonical field it is about. */
  field: string;
  /** "Good sign · E-mail: business address" */
  text: string;
}

/** The card of a lead that has a score. */
export interface ScoredCard {
  state: 'scored';
  locale: Locale;
  header: {
    band: Band;
    /** The band's mark, which tells bands apart without colour. */
    mark: '●' | '◐' | '○' | '–';
    scorePoints: number;
    /** "Hot · 82", without the mark */
    text: string;
  };
  /** Set when a change has waited too long to be scored, or the CRM's limit keeps the score from the record. */
  notice: { level: 'stale' | 'old' | 'delayed'; text: string } | null;
  probability: {
    /** 0..1, with its 90 % interval. */
    propensity: number;
    low: number;
    high: number;
    horizonDays: number;
    /** "28 % likely to convert in 30 days (19–39 %)" */
    text: string;
  };
  evidence: {
    /** How many of the five marks are filled. */
    filled: 0 | 1 | 2 | 3 | 4 | 5;
    /** "Based on 412 of your own outcomes, 87 converted" */
    text: string;
  };
  why: {
    /** "An average lead has 50 points" */
    startText: string;
    startPoints: number;
    /** What raises the score, most first, at most three. */
    up: Reason[];
    /** What lowers it, most first, at most two. */
    down: Reason[];
    /** All else, so that start, reasons and rest add up to the score. */
    rest: Reason;
  };
  /** What is known beside the score; null where only the score is. */
  standing: Standing | null;
  foot: {
    /** ISO 8601 in UTC. */
    scoredAt: string;
    modelVersion: string;
    /** "Updated 3 s ago · model v14" */
    text: string;
  };
}

/** The score's parts, where it comes from and goes to, and what people did about it. */
export interface Standing {
  cell: Cell;
  /** Whole points from 0 to 100, 50 saying nothing: score - 50 = (fit - 50) + (engagement - 50), but for rounding. */
  fit: { points: number; text: string };
  engagement: { points: number; text: string };
  /** "▲ +14 in 7 days"; null when nothing was published then. */
  trend: { points: number; text: string } | null;
  /** What was published in the last 30 days, for a line that `text` says in words; null when the score never moved. */
  history: { points: HistoryPoint[]; text: string } | null;
  /** "Since 21 Nov: +12 what the lead did, −3 passing time"; the points sum to the whole change. Null when nothing moved. */
  changes: {
    points: { decay: number; events: number; fields: number; model: number; override: number };
    text: string;
  } | null;
  /** "About 61 by 29 Nov if nothing more happens"; null where that would be a guess. */
  cooling: { scorePoints: number; text: string } | null;
  /** The band that a person set beside the model's, and why, in that person's words. */
  override: {
    overrideId: string;
    band: Band;
    endsAt: string;
    text: string;
    reason: { text: string } | null;
  } | null;
  /** Where the score can be replayed. */
  receiptId: string;
}

/** A score from when it was published; it stood until the next one's time. */
export interface HistoryPoint {
  /** ISO 8601 in UTC. */
  at: string;
  scorePoints: number;
}

/** One line of the card's "why". */
export interface Reason {
  /** The canonical field it is about; null for the rest. */
  field: string | null;
  points: number;
  /** Names the field, its value and the points; at most 255 characters. Never says "caused". */
  text: string;
}

/** The languages that cards speak. */
export const LOCALES = ['en', 'de'] as const;
/** One of `LOCALES`. */
export type Locale = (typeof LOCALES)[number];
