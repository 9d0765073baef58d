import type { ScoredCard } from 'c/cardContent';
import { api, LightningElement } from 'lwc';

/** The headline: band and points in words, beside the band's mark, whose shape tells bands apart without colour. */
export default class ScoreBand extends LightningElement {
  @api header?: ScoredCard['header'];

  get markClass(): string {
    return `mark mark-${this.header?.band.toLowerCase()}`;
  }
}
