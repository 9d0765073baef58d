import type { Standing } from 'c/cardContent';
import { api, LightningElement } from 'lwc';

/** What is known beside the score: its two parts as bars, each with its number in words, then where it comes from and goes to. */
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

  get sentences(): { key: string; text: string }[] {
    if (this.standing === undefined) return [];
    const { trend, changes, cooling } = this.standing;
    return Object.entries({ trend, changes, cooling })
      .filter(([, part]) => part !== null)
      .map(([key, part]) => ({ key, text: part?.text ?? '' }));
  }
}

/** Points from 0 to 100 as the length of a bar. */
function lengthOf(points: number): string {
  return `inline-size: ${Math.min(100, Math.max(0, points))}%`;
}
