import { ProgressBar, Text } from '@hubspot/ui-extensions';
import type { Standing } from '../generated/card-view.ts';

/** The two parts of the score as bars, each with its number in words, and where the score goes by itself. */
export function StandingParts({ standing: { fit, engagement, cooling } }: { standing: Standing }) {
  return (
    <>
      {[fit, engagement].map(({ points, text }) => (
        <ProgressBar key={text} title={text} aria-label={text} value={points} maxValue={100} />
      ))}
      {cooling !== null && <Text>{cooling.text}</Text>}
    </>
  );
}
