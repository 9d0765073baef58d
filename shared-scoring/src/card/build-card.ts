import type { NotEligibleReason } from '../domain/lead.ts';
import { buildColleague, type ColleagueFacts } from './build-colleagues.ts';
import { buildEmptyField, type EmptyFieldFacts } from './build-empty-field.ts';
import { buildNextStep } from './build-next-step.ts';
import { buildReasons, buildSigns, type FieldEvidence } from './build-reasons.ts';
import { buildStanding, type StandingFacts } from './build-standing.ts';
import { buildTimeline, type ToldGroup } from './build-timeline.ts';
import type { CardView, Locale, ScoredCard, TextCard, TooLittleCard } from './card-view.ts';
import { formatAge, formatChance, formatCount, formatDay, formatInterval, formatTime } from './format.ts';
import type { Band } from './score-points.ts';
import type { StepFacts } from './step-facts.ts';
import { type CardTexts, cardTexts, type TextOfState } from './texts/card-texts.ts';

/** What is known of a lead when its card is asked for. */
export type CardFacts =
  | { state: 'setup_unfinished' }
  | { state: 'never_scored' }
  | TooLittleFacts
  | { state: 'not_eligible'; reason: NotEligibleReason; convertedAt?: Date }
  | ScoredFacts;

/** What is known where outcomes do not tell leads apart: how many there are, and what the starter model assumes. */
export interface TooLittleFacts {
  state: 'too_little';
  outcomes: number;
  conversions: number;
  /** Without peers: nothing of the tenant's own has confirmed it. */
  assumed: readonly FieldEvidence[];
}

/** What is known of a lead that has a score: the score, what it rests on, and its age. */
export interface ScoredFacts {
  state: 'scored';
  /** A whole number from 0 to 100. */
  scorePoints: number;
  band: Band;
  /** 0..1, with its 90 % interval; low <= propensity <= high. */
  propensity: number;
  low: number;
  high: number;
  horizonDays: number;
  pointsPerLogOdds: number;
  evidence: readonly FieldEvidence[];
  /** How many leads the model was trained on, and how many of them converted. */
  outcomes: number;
  conversions: number;
  /** 0..1: the starter model's share of what tells leads apart. */
  starterShare: number;
  scoredAt: Date;
  modelVersion: number;
  /** What is known beside the score; absent where only the score is. */
  standing?: StandingFacts;
  /** The empty field that could move the score most; null or absent where none is known. */
  emptyField?: EmptyFieldFacts | null;
  /** What is suggested; null or absent where nothing is. */
  nextStep?: StepFacts | null;
  /** What the lead did of late, newest first; absent where that is not known. */
  timeline?: readonly ToldGroup[];
  /** Who else of its company did something of late, most recent first; absent where that is not known. */
  colleagues?: readonly ColleagueFacts[];
  /** Since when a change of the lead has been waiting to be scored. */
  waitingSince?: Date;
  /** Set while the CRM's own limit keeps the score from the record; `until` where it can be told. */
  delayed?: { crm: string; until?: Date };
}

/** Who reads the card, and when. */
export interface CardReader {
  locale: Locale;
  now: Date;
  /** IANA name; UTC without one. */
  timeZone?: string;
}

/**
 * The finished card. Pure and quick: no scoring happens here.
 * @throws RangeError when the reader's time zone is unknown
 */
export function buildCard(facts: CardFacts, reader: CardReader): CardView {
  const texts = cardTexts(reader.locale);
  switch (facts.state) {
    case 'setup_unfinished':
      return textCard(facts.state, texts.setupUnfinished, reader.locale);
    case 'never_scored':
      return textCard(facts.state, texts.neverScored, reader.locale);
    case 'too_little':
      return tooLittleCard(facts, reader.locale);
    case 'not_eligible': {
      const day = facts.convertedAt && formatDay(facts.convertedAt, reader);
      return textCard(facts.state, texts.notEligible[facts.reason](day), reader.locale);
    }
    case 'scored':
      return scoredCard(facts, reader);
  }
}

/** How a model's version is shown and written: "v14". */
export function modelVersionText(version: number): string {
  return `v${version}`;
}

const MARKS = { Hot: '●', Warm: '◐', Nurture: '○', Low: '–' } as const;

function scoredCard(facts: ScoredFacts, reader: CardReader): ScoredCard {
  const { locale, now } = reader;
  const texts = cardTexts(locale);
  const { band, scorePoints, propensity, low, high, horizonDays } = facts;
  const { chance, interval } = formatInterval(facts, locale);
  const version = modelVersionText(facts.modelVersion);
  const age = formatAge(now.getTime() - facts.scoredAt.getTime(), texts);
  return {
    state: 'scored',
    locale,
    header: { band, mark: MARKS[band], scorePoints, text: `${texts.bands[band]} · ${scorePoints}` },
    notice: noticeOf(facts, reader),
    probability: {
      propensity,
      low,
      high,
      horizonDays,
      text: texts.probability(chance, horizonDays, interval),
    },
    evidence: {
      filled: filledMarks(facts.conversions),
      text: evidenceText(facts, texts, locale),
    },
    why: buildReasons(facts.evidence, facts, texts, locale),
    standing: facts.standing ? buildStanding(facts.standing, scorePoints, reader) : null,
    emptyField: facts.emptyField ? buildEmptyField(facts.emptyField, facts, locale) : null,
    nextStep: facts.nextStep ? buildNextStep(facts.nextStep, reader) : null,
    timeline: buildTimeline(facts.timeline ?? [], reader),
    colleagues: (facts.colleagues ?? []).map(each => buildColleague(each, reader)),
    foot: {
      scoredAt: facts.scoredAt.toISOString(),
      modelVersion: version,
      text: texts.updated(age, version),
    },
  };
}

function tooLittleCard(facts: TooLittleFacts, locale: Locale): TooLittleCard {
  const texts = cardTexts(locale);
  const { title, text, help } = texts.tooLittle(
    facts.outcomes === 0 ? undefined : countEvidence(facts, locale),
  );
  return { state: 'too_little', locale, title, text, help, signs: buildSigns(facts.assumed, texts, locale) };
}

function countEvidence({ outcomes, conversions }: { outcomes: number; conversions: number }, locale: Locale) {
  return { outcomes: formatCount(outcomes, locale), conversions: formatCount(conversions, locale) };
}

/** A smaller share of the starter hardly moves a score. */
const LEAST_STARTER_SHARE = 0.05;

function evidenceText(facts: ScoredFacts, texts: CardTexts, locale: Locale): string {
  const { starterShare } = facts;
  const counts = countEvidence(facts, locale);
  return starterShare < LEAST_STARTER_SHARE
    ? texts.evidence(counts.outcomes, counts.conversions)
    : texts.evidenceWithStarter(formatChance(starterShare, locale), starterShare >= 0.5, counts);
}

function textCard(state: TextCard['state'], { title, text, help }: TextOfState, locale: Locale): TextCard {
  return { state, locale, title, text, help };
}

const STALE_AFTER_MS = 15 * 60_000;
const OLD_AFTER_MS = 24 * 60 * 60_000;

/** A score is stale when a change has waited, not when nothing happened. */
function noticeOf({ waitingSince, delayed }: ScoredFacts, reader: CardReader): ScoredCard['notice'] {
  const texts = cardTexts(reader.locale);
  const waitingMs = waitingSince === undefined ? 0 : reader.now.getTime() - waitingSince.getTime();
  if (waitingMs <= STALE_AFTER_MS) {
    if (delayed === undefined) return null;
    const until = delayed.until && formatTime(delayed.until, reader);
    return { level: 'delayed', text: texts.delayed(delayed.crm, until) };
  }
  const age = formatAge(waitingMs, texts);
  return waitingMs <= OLD_AFTER_MS
    ? { level: 'stale', text: texts.stale(age) }
    : { level: 'old', text: texts.old(age) };
}

/** Conversions from which one, two, … five marks are filled: each takes two to three times as many, for precision grows with the root. */
const CONVERSIONS_PER_MARK = [20, 60, 120, 300, 800];

function filledMarks(conversions: number): ScoredCard['evidence']['filled'] {
  return CONVERSIONS_PER_MARK.filter(least => conversions >= least)
    .length as ScoredCard['evidence']['filled'];
}
