import type { Standing } from 'c/cardContent';
import { api, LightningElement } from 'lwc';

/** The two parts of the score as bars, each with its number in words, and where the score goes by itself. */
export default class ScoreStanding extends LightningElement {
  @api standing?: Standing;

  get bars(): { key: string; text: string; style: string }[] {
    if (this.standing === undefined) return [];
    const { fit, engagement } = this.standing;
    return [
      { key: 'fit', text: fit.text, style: lengthOf(fit.points) },
      { key: 'engagement', text: engagement.text, style: lengthOf(engagement.points) },
    ];
  }
}

/** Points from 0 to 100 as the length of a bar. */
function lengthOf(points: number): string {
  return `inline-size: ${Math.min(100, Math.max(0, points))}%`;
}
