import cellLabel from '@salesforce/label/c.AIX_Cell';
import type { ScoredCard, Standing } from 'c/cardContent';
import { fillIn } from 'c/scoringTexts';
import { api, LightningElement } from 'lwc';

/** The headline: band and points in words, beside the band's mark, whose shape tells bands apart without colour. */
export default class ScoreBand extends LightningElement {
  @api header?: ScoredCard['header'];
  /** The grid's cell of fit and engagement; null where only the score is known. */
  @api cell: Standing['cell'] | null = null;
  /** `small` in lists. */
  @api size: 'small' | 'large' = 'large';

  get headlineClass(): string {
    return `headline ${this.size}`;
  }

  get markClass(): string {
    return `mark mark-${this.header?.band.toLowerCase()}`;
  }

  get cellText(): string | null {
    return this.cell === null ? null : fillIn(cellLabel, this.cell);
  }
}
