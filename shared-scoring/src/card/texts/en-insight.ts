import type { InsightTexts } from './insight-texts.ts';

export const EN_INSIGHT: InsightTexts = {
  visit: (time, length, points) => `Visit, ${time}${length === undefined ? '' : `, ${length}`} (${points})`,
  act: (what, time, points) => `${what}, ${time} (${points})`,
  times: (count, what) => (count === 1 ? what : `${count} × ${what}`),
  moreActs: count => (count === 1 ? '1 more act' : `${count} more acts`),
  pointsNote:
    'In brackets: the points that the score would lose without it today. Similar acts share points, so these need not add up.',
  lastActive: time => `last active ${time}`,
};
