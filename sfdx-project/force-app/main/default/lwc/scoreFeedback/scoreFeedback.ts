import giveFeedback from '@salesforce/apex/ScoreCardController.giveFeedback';
import undoFeedback from '@salesforce/apex/ScoreCardController.undoFeedback';
import cancel from '@salesforce/label/c.AIX_Cancel';
import note from '@salesforce/label/c.AIX_Feedback_Note';
import question from '@salesforce/label/c.AIX_Feedback_Question';
import taken from '@salesforce/label/c.AIX_Feedback_Taken_Back';
import thanks from '@salesforce/label/c.AIX_Feedback_Thanks';
import whatIsWrong from '@salesforce/label/c.AIX_Feedback_What_Is_Wrong';
import no from '@salesforce/label/c.AIX_No';
import alreadyCustomer from '@salesforce/label/c.AIX_Reason_Already_Customer';
import badData from '@salesforce/label/c.AIX_Reason_Bad_Data';
import competitor from '@salesforce/label/c.AIX_Reason_Competitor_Or_Student';
import other from '@salesforce/label/c.AIX_Reason_Other';
import wrongFit from '@salesforce/label/c.AIX_Reason_Wrong_Fit';
import wrongTiming from '@salesforce/label/c.AIX_Reason_Wrong_Timing';
import send from '@salesforce/label/c.AIX_Send';
import undo from '@salesforce/label/c.AIX_Undo';
import yes from '@salesforce/label/c.AIX_Yes';
import { problemContent, problemOf } from 'c/scoringProblem';
import { randomKey } from 'c/scoringTexts';
import { api, LightningElement } from 'lwc';

const UNDO_WITHIN_MS = 10_000;
const OTHER = 'other';

/** The reasons as the service names them, the most frequent first. */
const REASONS = [
  { name: 'wrong_fit', label: wrongFit },
  { name: 'wrong_timing', label: wrongTiming },
  { name: 'bad_data', label: badData },
  { name: 'already_customer', label: alreadyCustomer },
  { name: 'competitor_or_student', label: competitor },
  { name: OTHER, label: other },
];

interface Answer {
  isRight: boolean;
  reason?: string;
  note?: string;
}

/** "Is this right?": one click when it is, two when it is not, and ten seconds to take it back. It changes no score. */
export default class ScoreFeedback extends LightningElement {
  labels = { cancel, no, note, question, send, undo, whatIsWrong, yes };
  reasons = REASONS;

  /** What is asked now. */
  step: 'asked' | 'reasons' | 'note' | 'given' = 'asked';
  isSaving = false;
  /** What is said of the last click; null before the first. */
  said: string | null = null;
  /** The feedback that can still be taken back. */
  feedbackId: string | null = null;
  /** Of the wish under way, and of every further try of it. */
  key = randomKey();
  undoTimer?: ReturnType<typeof setTimeout>;
  /** Which element takes the focus when the next step is painted: the one before it is gone. */
  focusOn: string | null = null;

  _receiptId?: string;

  @api recordId?: string;
  /** The score that is asked about. Another one is another question. */
  @api
  get receiptId(): string | undefined {
    return this._receiptId;
  }
  set receiptId(receiptId: string | undefined) {
    if (receiptId !== this._receiptId && this._receiptId !== undefined) this.ask(null);
    this._receiptId = receiptId;
  }

  renderedCallback(): void {
    if (this.focusOn === null) return;
    this.template?.querySelector<HTMLElement>(this.focusOn)?.focus();
    this.focusOn = null;
  }

  disconnectedCallback(): void {
    clearTimeout(this.undoTimer);
  }

  get isAsked(): boolean {
    return this.step === 'asked';
  }

  get isReasons(): boolean {
    return this.step === 'reasons';
  }

  get isNote(): boolean {
    return this.step === 'note';
  }

  handleYes(): void {
    this.give({ isRight: true });
  }

  handleNo(): void {
    this.goTo('reasons', '[data-reason]');
  }

  handleReason(event: Event): void {
    const { reason = OTHER } = (event.currentTarget as HTMLElement).dataset;
    if (reason === OTHER) this.goTo('note', 'lightning-textarea');
    else this.give({ isRight: false, reason });
  }

  handleSend(): void {
    const text = this.template?.querySelector<HTMLInputElement>('lightning-textarea')?.value?.trim();
    this.give({ isRight: false, reason: OTHER, ...(text && { note: text }) });
  }

  handleCancel(): void {
    this.goTo('asked', '[data-no]');
  }

  async handleUndo(): Promise<void> {
    const { feedbackId } = this;
    await this.save(async () => {
      await undoFeedback({ recordId: this.recordId, feedbackId, idempotencyKey: this.key });
      this.ask(taken);
      this.focusOn = '[data-said]';
    });
  }

  async give(answer: Answer): Promise<void> {
    const { receiptId } = this;
    await this.save(async () => {
      const given = await giveFeedback<{ feedbackId: string }>({
        recordId: this.recordId,
        feedback: { receiptId, ...answer, idempotencyKey: this.key },
      });
      // Another score is on the card by now: the question is a new one.
      if (receiptId === this.receiptId) this.thank(given.feedbackId);
    });
  }

  /** Does what was asked for. When it fails, the step stays and says why, and the next try is of the same wish. */
  async save(act: () => Promise<void>): Promise<void> {
    if (this.isSaving) return;
    this.isSaving = true;
    this.said = null;
    try {
      await act();
      this.key = randomKey();
    } catch (error) {
      this.said = problemContent(problemOf(error), { isAdmin: false, savedTime: null }).text;
    } finally {
      this.isSaving = false;
    }
  }

  thank(feedbackId: string): void {
    this.step = 'given';
    this.said = thanks;
    this.feedbackId = feedbackId;
    this.focusOn = '[data-said]';
    clearTimeout(this.undoTimer);
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- ends with the component, see disconnectedCallback
    this.undoTimer = setTimeout(() => {
      this.feedbackId = null;
    }, UNDO_WITHIN_MS);
  }

  ask(said: string | null): void {
    clearTimeout(this.undoTimer);
    this.step = 'asked';
    this.said = said;
    this.feedbackId = null;
    this.key = randomKey();
  }

  goTo(step: 'asked' | 'reasons' | 'note', focusOn: string): void {
    this.step = step;
    this.said = null;
    this.focusOn = focusOn;
    this.key = randomKey();
  }
}
