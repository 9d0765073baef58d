import type { StandingTexts } from './standing-texts.ts';

export const EN_STANDING: StandingTexts = {
  fit: points => `Fit ${points}`,
  engagement: (points, isAssumed) =>
    `Engagement ${points}${isAssumed ? '; what acts are worth is assumed, not measured on your leads' : ''}`,
  risen: points => `▲ ${points} in 7 days`,
  fallen: points => `▼ ${points} in 7 days`,
  unchanged: 'Unchanged in 7 days',
  history: (from, to, since) =>
    from === to
      ? `Moved since ${since}, and is back at ${to}`
      : `${to > from ? 'Rose' : 'Fell'} from ${from} to ${to} since ${since}`,
  changes: (since, parts) => `Since ${since}: ${parts.join(', ')}`,
  parts: {
    decay: points => `${points} passing time`,
    events: points => `${points} what the lead did`,
    fields: points => `${points} changed fields`,
    model: points => `${points} model learned anew`,
    override: points => `${points} override`,
  },
  cooling: (scorePoints, day) => `About ${scorePoints} by ${day} if nothing more happens`,
  override: (band, until, scorePoints) => `Set to ${band} by a person until ${until}. Model: ${scorePoints}`,
  reason: words => `Reason: “${words}”`,
};
