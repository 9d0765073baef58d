import type { InsightTexts } from './insight-texts.ts';

export const DE_INSIGHT: InsightTexts = {
  visit: (time, length, points) => `Besuch, ${time}${length === undefined ? '' : `, ${length}`} (${points})`,
  act: (what, time, points) => `${what}, ${time} (${points})`,
  times: (count, what) => (count === 1 ? what : `${count} × ${what}`),
  moreActs: count => (count === 1 ? '1 weitere Aktivität' : `${count} weitere Aktivitäten`),
  pointsNote:
    'In Klammern: die Punkte, die der Bewertung heute ohne dies fehlten. Ähnliche Aktivitäten teilen sich Punkte; sie müssen sich deshalb nicht summieren.',
  lastActive: time => `zuletzt aktiv ${time}`,
};
