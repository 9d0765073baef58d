import endOverride from '@salesforce/apex/ScoreCardController.endOverride';
import setOverride from '@salesforce/apex/ScoreCardController.setOverride';
import bandHot from '@salesforce/label/c.AIX_Band_Hot';
import bandLow from '@salesforce/label/c.AIX_Band_Low';
import bandNurture from '@salesforce/label/c.AIX_Band_Nurture';
import bandWarm from '@salesforce/label/c.AIX_Band_Warm';
import cancel from '@salesforce/label/c.AIX_Cancel';
import band from '@salesforce/label/c.AIX_Override_Band';
import choose from '@salesforce/label/c.AIX_Override_Choose';
import endIt from '@salesforce/label/c.AIX_Override_End';
import ended from '@salesforce/label/c.AIX_Override_Ended';
import help from '@salesforce/label/c.AIX_Override_Help';
import open from '@salesforce/label/c.AIX_Override_Open';
import reason from '@salesforce/label/c.AIX_Override_Reason';
import kept from '@salesforce/label/c.AIX_Override_Set';
import until from '@salesforce/label/c.AIX_Override_Until';
import save from '@salesforce/label/c.AIX_Save';
import { problemContent, problemOf } from 'c/scoringProblem';
import { randomKey } from 'c/scoringTexts';
import { api, LightningElement } from 'lwc';

/** The longest that an override lasts, and what is offered first. */
const MOST_DAYS = 89;
const USUAL_DAYS = 7;

/** A field of the form, as the base components have it. */
type Field = HTMLElement & { name: string; value: string; reportValidity(): boolean };

/** A band that a person sets beside the model's, until a day and for a reason; while it lasts, a way to end it. */
export default class ScoreOverride extends LightningElement {
  labels = { band, cancel, choose, endIt, help, open, reason, save, until };
  bands = [
    { value: 'Hot', label: bandHot },
    { value: 'Warm', label: bandWarm },
    { value: 'Nurture', label: bandNurture },
    { value: 'Low', label: bandLow },
  ];

  @api recordId?: string;
  /** Whether one holds. */
  @api isOverridden = false;

  isOpen = false;
  isSaving = false;
  /** What is said of the last wish; null before the first. */
  said: string | null = null;
  /** Of the wish under way, and of every further try of it. */
  key = randomKey();
  /** Which element takes the focus when the next step is painted. */
  focusOn: string | null = null;
  usualDay = dayIn(USUAL_DAYS);
  firstDay = dayIn(0);
  lastDay = dayIn(MOST_DAYS);

  renderedCallback(): void {
    if (this.focusOn === null) return;
    this.template?.querySelector<HTMLElement>(this.focusOn)?.focus();
    this.focusOn = null;
  }

  get isClosed(): boolean {
    return !this.isOpen && !this.isOverridden;
  }

  handleOpen(): void {
    this.isOpen = true;
    this.said = null;
    this.key = randomKey();
    this.focusOn = 'lightning-combobox';
  }

  handleClose(): void {
    this.isOpen = false;
    this.said = null;
    this.focusOn = '[data-open]';
  }

  /** A form that was altered is another wish. */
  handleChange(): void {
    this.key = randomKey();
  }

  async handleSave(): Promise<void> {
    const fields = [...(this.template?.querySelectorAll<Field>('[data-field]') ?? [])];
    // Each says what it lacks, not only the first.
    const isComplete = fields.map(field => field.reportValidity()).every(Boolean);
    if (!isComplete) return;
    const values = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    await this.do(kept, () =>
      setOverride({
        recordId: this.recordId,
        request: {
          band: values.band,
          reason: values.reason?.trim(),
          endsAt: endOf(values.until ?? ''),
          idempotencyKey: this.key,
        },
      }),
    );
  }

  handleEnd(): Promise<void> {
    return this.do(ended, () => endOverride({ recordId: this.recordId, idempotencyKey: this.key }));
  }

  /** Does what was asked for, and lets the card show it. When it fails, the form stays and says why. */
  async do(done: string, act: () => Promise<unknown>): Promise<void> {
    if (this.isSaving) return;
    this.isSaving = true;
    this.said = null;
    try {
      await act();
      this.isOpen = false;
      this.said = done;
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

/** The user's day so many days from now, as date fields write it. */
function dayIn(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() + days);
  const digits = (part: number) => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${digits(day.getMonth() + 1)}-${digits(day.getDate())}`;
}

/** The end of the user's day, in UTC. */
function endOf(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}
