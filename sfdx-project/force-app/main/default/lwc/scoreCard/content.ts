import noSavedScore from '@salesforce/label/c.AIX_No_Saved_Score';
import notEligible from '@salesforce/label/c.AIX_Not_Eligible';
import saved from '@salesforce/label/c.AIX_Saved';
import tooLittle from '@salesforce/label/c.AIX_Too_Little';
import unknownCard from '@salesforce/label/c.AIX_Unknown_Card';
import why from '@salesforce/label/c.AIX_Why';
import type { CardView, SavedCard, SavedScore, ScoredCard, Standing } from 'c/cardContent';
import { fillIn } from 'c/scoringTexts';

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
  factors: {
    heading: string;
    startText: string | null;
    up: string[];
    down: string[];
    restText: string | null;
  } | null;
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
  factors: null,
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
  const { header, notice, probability, evidence, standing, why: reasons, foot } = card;
  return {
    ...NOTHING,
    header,
    notice: notice?.text ?? null,
    probability: probability.text,
    evidence,
    // Absent in cards of a service that is older than the app.
    override: standing?.override
      ? { text: standing.override.text, reason: standing.override.reason?.text ?? null }
      : null,
    receiptId: standing?.receiptId ?? null,
    standing: standing ?? null,
    factors: {
      heading: why,
      startText: reasons.startText,
      up: textsOf(reasons.up),
      down: textsOf(reasons.down),
      restText: reasons.rest.text,
    },
    foot: foot.text,
  };
}

function contentOfSavedScore({ header, probability, evidenceText, up, down }: SavedScore): Content {
  const hasReasons = up.length + down.length > 0;
  return {
    ...NOTHING,
    header,
    probability: probability?.text ?? null,
    evidence: evidenceText === null ? null : { text: evidenceText, filled: null },
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
