import heading from '@salesforce/label/c.AIX_What_Changed';
import type { Standing } from 'c/cardContent';
import { api, LightningElement } from 'lwc';

/** What moved the score since it was published before. */
export default class ScoreChanges extends LightningElement {
  @api changes: Standing['changes'] = null;

  heading = heading;
}
