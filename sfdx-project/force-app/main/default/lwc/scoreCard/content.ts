import noSavedScore from '@salesforce/label/c.AIX_No_Saved_Score';
import notEligible from '@salesforce/label/c.AIX_Not_Eligible';
import saved from '@salesforce/label/c.AIX_Saved';
import stepDue from '@salesforce/label/c.AIX_Step_Due';
import tooLittle from '@salesforce/label/c.AIX_Too_Little';
import unknownCard from '@salesforce/label/c.AIX_Unknown_Card';
import why from '@salesforce/label/c.AIX_Why';
import type {
  CardView,
  Colleague,
  NextStep,
  SavedCard,
  SavedScore,
  ScoredCard,
  Standing,
  Timeline,
} from 'c/cardContent';
import { fillIn, savedTime as timeText } from 'c/scoringTexts';

/** What the card shows, part by part from top to bottom. A part that is null is not there. */
export interface Content {
  header: ScoredCard['header'] | null;
  notice: string | null;
  message: { title: string; text: string | null; help: string | null } | null;
  /** Whether asking for a score at once can help a lead that has none. */
  isScoreAwaited: boolean;
  probability: string | null;
  evidence: { text: string; filled: number | null } | null;
  /** What people did about the score; stands beside the model's own band. */
  override: { text: string; reason: string | null } | null;
  /** The score that feedback is about; null where nobody can say anything of it. */
  receiptId: string | null;
  standing: Standing | null;
  /** What to do now; `step` is null in the first paint, where nothing can be done about it. */
  nextStep: { lines: string[]; note: string | null; step: NextStep | null } | null;
  factors: {
    heading: string;
    startText: string | null;
    up: string[];
    down: string[];
    restText: string | null;
  } | null;
  /** What a person could add, and how far that could move the score. */
  emptyField: string | null;
  timeline: Timeline | null;
  colleagues: readonly Colleague[];
  foot: string | null;
}

const NOTHING: Content = {
  header: null,
  notice: null,
  message: null,
  isScoreAwaited: false,
  probability: null,
  evidence: null,
  override: null,
  receiptId: null,
  standing: null,
  nextStep: null,
  factors: null,
  emptyField: null,
  timeline: null,
  colleagues: [],
  foot: null,
};

/** Content of the finished card, every text as it came. */
export function contentOfView(view: CardView): Content {
  switch (view.state) {
    case 'scored':
      return contentOfScore(view);
    case 'too_little':
      return { ...messageContent(view), factors: signsOf(view.signs) };
    case 'never_scored':
      return { ...messageContent(view), isScoreAwaited: true };
    case 'not_eligible':
    case 'setup_unfinished':
      return messageContent(view);
    default:
      return messageContent(unknownView(view));
  }
}

/** Content made of the record's own fields. `savedTime` is null when it is unknown. */
export function contentOfSaved(card: SavedCard, savedTime: string | null): Content {
  if (card.state === 'never_scored') return titleContent(noSavedScore);
  const foot = savedTime === null ? null : fillIn(saved, savedTime);
  if (card.state === 'scored') return { ...contentOfSavedScore(card), foot };
  return { ...titleContent(card.state === 'too_little' ? tooLittle : notEligible), foot };
}

function contentOfScore(card: ScoredCard): Content {
  const { header, notice, probability, evidence, standing, nextStep, emptyField, why: reasons, foot } = card;
  return {
    ...NOTHING,
    header,
    notice: notice?.text ?? null,
    probability: probability.text,
    evidence,
    // What is absent in cards of a service that is older than the app counts as null.
    override: standing?.override
      ? { text: standing.override.text, reason: standing.override.reason?.text ?? null }
      : null,
    receiptId: standing?.receiptId ?? null,
    standing: standing ?? null,
    nextStep: nextStep
      ? { lines: [nextStep.text, nextStep.reason], note: nextStep.basis.text, step: nextStep }
      : null,
    factors: {
      heading: why,
      startText: reasons.startText,
      up: textsOf(reasons.up),
      down: textsOf(reasons.down),
      restText: reasons.rest.text,
    },
    emptyField: emptyField?.text ?? null,
    timeline: card.timeline ?? null,
    colleagues: card.colleagues ?? [],
    foot: foot.text,
  };
}

function contentOfSavedScore({ header, probability, evidenceText, up, down, nextStep }: SavedScore): Content {
  const hasReasons = up.length + down.length > 0;
  return {
    ...NOTHING,
    header,
    probability: probability?.text ?? null,
    evidence: evidenceText === null ? null : { text: evidenceText, filled: null },
    nextStep: nextStep && {
      lines: [nextStep.text],
      note: nextStep.dueAt === null ? null : fillIn(stepDue, timeText(nextStep.dueAt, new Date())),
      step: null,
    },
    factors: hasReasons ? { heading: why, startText: null, up, down, restText: null } : null,
  };
}

function signsOf(signs: Extract<CardView, { state: 'too_little' }>['signs']): Content['factors'] {
  if (signs === null) return null;
  return {
    heading: signs.title,
    startText: null,
    up: textsOf(signs.up),
    down: textsOf(signs.down),
    restText: null,
  };
}

/** A card of a later version of the service still says its title and text. */
function unknownView(view: unknown): { title: string; text: string | null; help: string | null } {
  const { title, text, help } = view as Record<string, unknown>;
  if (typeof title !== 'string' || typeof text !== 'string')
    return { title: unknownCard, text: null, help: null };
  return { title, text, help: typeof help === 'string' ? help : null };
}

function messageContent({ title, text, help }: NonNullable<Content['message']>): Content {
  return { ...NOTHING, message: { title, text, help } };
}

function titleContent(title: string): Content {
  return messageContent({ title, text: null, help: null });
}

function textsOf(sentences: readonly { text: string }[]): string[] {
  return sentences.map(({ text }) => text);
}
