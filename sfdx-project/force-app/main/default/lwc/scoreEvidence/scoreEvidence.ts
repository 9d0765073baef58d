import { api, LightningElement } from 'lwc';

const MARKS = [1, 2, 3, 4, 5];

/** How much the score rests on: a sentence, and up to five filled marks that show it at a glance. */
export default class ScoreEvidence extends LightningElement {
  @api text?: string;
  /** 0 to 5; null draws no marks, because a record's fields do not hold their number. */
  @api filled: number | null = null;

  get hasMarks(): boolean {
    return this.filled !== null;
  }

  get marks(): { position: number; className: string }[] {
    return MARKS.map(position => ({
      position,
      className: position <= (this.filled ?? 0) ? 'mark filled' : 'mark',
    }));
  }
}
