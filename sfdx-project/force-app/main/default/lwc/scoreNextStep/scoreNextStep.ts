import putOff from '@salesforce/apex/ScoreCardController.putOffStep';
import takeStep from '@salesforce/apex/ScoreCardController.takeStep';
import cancel from '@salesforce/label/c.AIX_Cancel';
import heading from '@salesforce/label/c.AIX_Next_Step';
import day from '@salesforce/label/c.AIX_Step_Day';
import doIt from '@salesforce/label/c.AIX_Step_Do';
import draftLabel from '@salesforce/label/c.AIX_Step_Draft';
import hour from '@salesforce/label/c.AIX_Step_Hour';
import notNow from '@salesforce/label/c.AIX_Step_Later';
import made from '@salesforce/label/c.AIX_Step_Made';
import isPutOff from '@salesforce/label/c.AIX_Step_Put_Off';
import refused from '@salesforce/label/c.AIX_Step_Refused';
import waiting from '@salesforce/label/c.AIX_Step_Waiting';
import week from '@salesforce/label/c.AIX_Step_Week';
import when from '@salesforce/label/c.AIX_Step_When';
import type { NextStep } from 'c/cardContent';
import { problemContent, problemOf } from 'c/scoringProblem';
import { randomKey } from 'c/scoringTexts';
import { api, LightningElement } from 'lwc';

/** What the service says of a task that it was to make. */
const TAKEN = { made, waiting, refused };

/** What to do about the lead now, why, and until when; a way to make it a task, and one to put it off. */
export default class ScoreNextStep extends LightningElement {
  labels = { cancel, doIt, draftLabel, heading, notNow, when };
  delays = [
    { name: 'hour', label: hour },
    { name: 'day', label: day },
    { name: 'week', label: week },
  ];

  @api recordId?: string;
  @api lines: string[] = [];
  @api note: string | null = null;

  isAsking = false;
  isDraftOpen = false;
  isSaving = false;
  /** What is said of the last wish; null before the first. */
  said: string | null = null;
  /** Of the wish under way, and of every further try of it. */
  key = randomKey();
  /** Which element takes the focus when the next step is painted. */
  focusOn: string | null = null;

  _step: NextStep | null = null;

  /** Null where nothing can be done about it. Another step is another question. */
  @api
  get step(): NextStep | null {
    return this._step;
  }
  set step(step: NextStep | null) {
    if (step?.stepId !== this._step?.stepId) {
      this.isAsking = false;
      this.isDraftOpen = false;
      this.said = null;
      this.key = randomKey();
    }
    this._step = step;
  }

  renderedCallback(): void {
    if (this.focusOn === null) return;
    this.template?.querySelector<HTMLElement>(this.focusOn)?.focus();
    this.focusOn = null;
  }

  get answer(): string | null {
    return this._step?.answer?.text ?? null;
  }

  /** Whether it asks for an answer. Who is left to mailings, or waited for, asks for none. */
  get isOpen(): boolean {
    return this._step?.makesTask === true && this._step.answer?.kind !== 'taken' && !this.isAsking;
  }

  get draft(): { subject: string; paragraphs: string[] } | null {
    const draft = this._step?.draft ?? null;
    return draft && { subject: draft.subject, paragraphs: draft.body.split('\n\n') };
  }

  get isDraftShown(): boolean {
    return this.isDraftOpen && this.draft !== null;
  }

  handleDo(): Promise<void> {
    return this.do(async step => {
      const { status } = await takeStep<{ status: keyof typeof TAKEN }>(step);
      return TAKEN[status];
    });
  }

  handleNotNow(): void {
    this.isAsking = true;
    this.said = null;
    this.key = randomKey();
    this.focusOn = '[data-delay]';
  }

  handleCancel(): void {
    this.isAsking = false;
    this.focusOn = '[data-not-now]';
  }

  handleDelay(event: Event): Promise<void> {
    const { delay } = (event.currentTarget as HTMLElement).dataset;
    return this.do(async step => {
      await putOff({ ...step, delay });
      return isPutOff;
    });
  }

  handleDraft(): void {
    this.isDraftOpen = !this.isDraftOpen;
  }

  /** Does what was asked for, and lets the card show it. When it fails, all stays and says why. */
  async do(
    act: (step: { recordId?: string; stepId?: string; idempotencyKey: string }) => Promise<string>,
  ): Promise<void> {
    if (this.isSaving) return;
    this.isSaving = true;
    this.said = null;
    const { recordId, key: idempotencyKey } = this;
    try {
      this.said = await act({ recordId, stepId: this._step?.stepId, idempotencyKey });
      this.isAsking = false;
      this.key = randomKey();
      this.focusOn = '[data-said]';
      this.dispatchEvent(new CustomEvent('scorechange'));
    } catch (error) {
      this.said = problemContent(problemOf(error), { isAdmin: false, savedTime: null }).text;
    } finally {
      this.isSaving = false;
    }
  }
}
