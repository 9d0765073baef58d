import lowersLabel from '@salesforce/label/c.AIX_Lowers';
import raisesLabel from '@salesforce/label/c.AIX_Raises';
import { api, LightningElement } from 'lwc';

/** What speaks for and against the lead: the reasons of a score, or the signs that are assumed while there is none. */
export default class ScoreFactors extends LightningElement {
  /** Heading of the whole. */
  @api heading?: string;
  /** Where the points of the reasons start; null without points. */
  @api startText: string | null = null;
  /** Sentences, strongest first. */
  @api up: readonly string[] = [];
  /** Sentences, strongest first. */
  @api down: readonly string[] = [];
  /** All else, so that start, reasons and rest add up; null without points. */
  @api restText: string | null = null;

  get lists(): { label: string; arrow: string; items: { key: number; text: string }[] }[] {
    return [
      { label: raisesLabel, arrow: '▲', items: keyed(this.up) },
      { label: lowersLabel, arrow: '▽', items: keyed(this.down) },
    ].filter(({ items }) => items.length > 0);
  }
}

/** Two sentences may be the same, so their place is their key. */
function keyed(texts: readonly string[]): { key: number; text: string }[] {
  return texts.map((text, key) => ({ key, text }));
}
