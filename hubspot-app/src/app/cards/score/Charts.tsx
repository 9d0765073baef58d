import { BarChart, LineChart } from '@hubspot/ui-extensions';
import type { ScoredCard, Standing } from '../generated/card-view.ts';
import { useReader } from '../generated/use-reader.ts';

/** The scores of the last 30 days. Whoever shows it says the same in words beside it: charts have no text of their own. */
export function HistoryChart({ points }: { points: NonNullable<Standing['history']>['points'] }) {
  const { texts } = useReader();
  return (
    <LineChart
      data={points.map(({ at, scorePoints }) => ({ day: Date.parse(at), points: scorePoints }))}
      axes={{
        x: { field: 'day', fieldType: 'datetime', label: texts.day },
        y: { field: 'points', fieldType: 'linear', label: texts.points },
      }}
      options={{ title: texts.history, showTooltips: true }}
    />
  );
}

/** How reasons and rest lead from the points of an average lead to the score. The list of reasons says the same in words. */
export function BreakdownChart({ why }: { why: ScoredCard['why'] }) {
  const { texts } = useReader();
  const parts = [{ text: why.startText, points: why.startPoints }, ...why.up, ...why.down, why.rest];
  return (
    <BarChart
      data={parts.map(({ text, points }) => ({ part: nameOf(text), points }))}
      axes={{
        x: { field: 'part', fieldType: 'category', label: texts.part },
        y: { field: 'points', fieldType: 'linear', label: texts.points },
      }}
      options={{ title: texts.breakdown, showDataLabels: true }}
    />
  );
}

/** A reason without its base rates, which come after the first dot. */
function nameOf(text: string): string {
  return text.split(' · ', 1)[0] ?? text;
}
