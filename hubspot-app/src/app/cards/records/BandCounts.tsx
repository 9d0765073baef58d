import {
  BarChart,
  DescriptionList,
  DescriptionListItem,
  Text,
  useExtensionContext,
} from '@hubspot/ui-extensions';
import { bandNames, MARKS } from '../generated/bands.ts';
import type { Band } from '../generated/score-points.ts';
import { useReader } from '../generated/use-reader.ts';

/** How many contacts are in each band: as a list, and in the width of a tab as bars, too. */
export function BandCounts({
  counts,
  unscored,
}: {
  counts: readonly { band: Band; count: number }[];
  unscored: number;
}) {
  const { texts } = useReader();
  const { location } = useExtensionContext<'crm.record.tab'>();
  const names = bandNames(texts);
  return (
    <>
      <Text format={{ fontWeight: 'bold' }}>{texts.rollUpCounts}</Text>
      {location === 'crm.record.tab' && (
        <BarChart
          data={counts.map(({ band, count }) => ({ band: names[band], count }))}
          axes={{
            x: { field: 'band', fieldType: 'category', label: texts.overrideBand },
            y: { field: 'count', fieldType: 'linear', label: texts.rollUpCounts },
          }}
          options={{ showDataLabels: true }}
        />
      )}
      <DescriptionList direction="row">
        {counts.map(({ band, count }) => (
          <DescriptionListItem key={band} label={`${MARKS[band]} ${names[band]}`}>
            <Text>{String(count)}</Text>
          </DescriptionListItem>
        ))}
        <DescriptionListItem label={texts.rollUpUnscored}>
          <Text>{String(unscored)}</Text>
        </DescriptionListItem>
      </DescriptionList>
    </>
  );
}
