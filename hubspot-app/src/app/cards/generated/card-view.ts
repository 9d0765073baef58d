// Generated from shared-scoring/src/card/card-view.ts by npm run generate:hubspot. Do not edit.
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
  /** What a person could add, and how far it could move the score; null where nothing would move it by much. */
  emptyField: {
    /** The canonical field. */
    field: string;
    /** Whole points that it could move the score by; low < high. */
    points: { low: number; high: number };
    /** "Add Company size: could move the score by −8 to +11 points" */
    text: string;
  } | null;
  /** What to do about the lead now; null where nothing is suggested. */
  nextStep: NextStep | null;
  /** What the lead did of late; null where it did nothing. */
  timeline: Timeline | null;
  /** Who else of the lead's company did something of late, most recent first; empty where nobody did. */
  colleagues: Colleague[];
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

/** What a person can do about a lead. `ask`: for what is missing. */
export const STEP_ACTIONS = ['call', 'mail', 'wait', 'nurture', 'ask'] as const;
/** One of `STEP_ACTIONS`. */
export type StepAction = (typeof STEP_ACTIONS)[number];

/** One suggested step: what, why, until when, and what a person said to it. */
export interface NextStep {
  stepId: string;
  action: StepAction;
  /** "Call" */
  deed: string;
  /** "Call before 16:00" */
  text: string;
  /** "Demo requested on 26 Nov" */
  reason: string;
  /** What it rests on: "Team rule: its effect is not measured" */
  basis: { kind: 'team_rule'; text: string };
  /** ISO 8601 in UTC; null where it has no time. */
  dueAt: string | null;
  /** A letter to begin from, for an e-mail only; its lines end in `\n`. */
  draft: { subject: string; body: string } | null;
  /** Whether it asks somebody to do something: it can be made a task in the CRM, or put off. */
  makesTask: boolean;
  /** "A task was made on 26 Nov"; null while nobody said anything, and when a step that was put off is due. */
  answer: { kind: 'taken' | 'later'; text: string } | null;
}

/** A lead's acts, those on a web site by visits. */
export interface Timeline {
  /** Newest first, at most five. */
  entries: TimelineEntry[];
  /** What the points say, and why they need not add up. */
  note: { text: string };
}

/** One visit, or one act elsewhere: a call, an e-mail. */
export interface TimelineEntry {
  kind: 'visit' | 'act';
  /** When it began. ISO 8601 in UTC. */
  at: string;
  /** What the score would lose without it, in whole points. */
  points: number;
  /** "Visit, 21 Nov, 15:02, 12 min (+7)" */
  text: string;
  /** What was done in a visit, the most telling first, at most four: "3 × Page viewed: /docs, /docs/start" */
  acts: { text: string }[];
}

/** Somebody of the same company. Who it is the CRM says, to those who may see that record. */
export interface Colleague {
  /** In the CRM that shows the card. */
  objectType: string;
  objectId: string;
  band: Band | null;
  /** "Hot · 82, last active 21 Nov, 15:02" */
  text: string;
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
