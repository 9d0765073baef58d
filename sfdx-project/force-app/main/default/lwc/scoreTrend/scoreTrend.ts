import type { Standing } from 'c/cardContent';
import { api, LightningElement } from 'lwc';

/** The drawing's own units; the last score reaches from the end of the line's part to the right edge. */
const WIDTH = 100;
const HEIGHT = 24;
const MARGIN = 2;
const LINE_WIDTH = 92;

/** Where the score comes from: the trend in words, and the scores of 30 days as a stepped line that `text` says, too. */
export default class ScoreTrend extends LightningElement {
  @api trend: Standing['trend'] = null;
  @api history: Standing['history'] = null;

  viewBox = `0 0 ${WIDTH} ${HEIGHT}`;

  /** A score stands until the next one, so the line has steps. */
  get path(): string {
    const points = this.history?.points ?? [];
    const times = points.map(({ at }) => Date.parse(at));
    const scores = points.map(({ scorePoints }) => scorePoints);
    const across = scale(times, MARGIN, LINE_WIDTH);
    const down = scale(scores, HEIGHT - MARGIN, MARGIN);
    const steps = points.map((_, index) => {
      const [x, y] = [across(times[index] ?? 0), down(scores[index] ?? 0)];
      return index === 0 ? `M ${x} ${y}` : `H ${x} V ${y}`;
    });
    return `${steps.join(' ')} H ${WIDTH - MARGIN}`;
  }
}

/** Maps the range of the values to that from `low` to `high`, in tenths. */
function scale(values: readonly number[], low: number, high: number): (value: number) => number {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = most - least || 1;
  return value => Math.round((low + ((value - least) / span) * (high - low)) * 10) / 10;
}
