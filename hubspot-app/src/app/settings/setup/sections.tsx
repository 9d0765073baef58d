import { DescriptionList, DescriptionListItem, Heading, List, Text } from '@hubspot/ui-extensions';
import { bandNames, MARKS } from '../generated/bands.ts';
import { fillIn } from '../generated/fill-in.ts';
import type { BandThresholds } from '../generated/score-points.ts';
import { useReader } from '../generated/use-reader.ts';
import { readinessLines } from './lines.ts';
import type { Readiness } from './use-setup.ts';

/** Sentences under each other. */
export function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <List variant="unordered-styled">
      {lines.map(line => (
        <Text key={line}>{line}</Text>
      ))}
    </List>
  );
}

/** Whether there is enough to learn from. */
export function ReadinessSection({ readiness }: { readiness: Readiness }) {
  const { texts } = useReader();
  return (
    <>
      <Heading>{texts.readinessTitle}</Heading>
      <Lines lines={readinessLines(readiness, texts)} />
    </>
  );
}

/** What the score foretells. */
export function SuccessSection({ horizonDays }: { horizonDays: number }) {
  const { texts } = useReader();
  return (
    <>
      <Heading>{texts.successTitle}</Heading>
      <Lines lines={[fillIn(texts.successText, horizonDays), texts.lostText]} />
    </>
  );
}

/** Where the bands begin. */
export function BandsSection({ thresholds: { hot, warm, nurture } }: { thresholds: BandThresholds }) {
  const { texts } = useReader();
  const names = bandNames(texts);
  const rows = [
    { band: 'Hot', text: fillIn(texts.bandFrom, hot) },
    { band: 'Warm', text: fillIn(texts.bandFrom, warm) },
    { band: 'Nurture', text: fillIn(texts.bandFrom, nurture) },
    { band: 'Low', text: fillIn(texts.bandBelow, nurture) },
  ] as const;
  return (
    <>
      <Heading>{texts.bandsTitle}</Heading>
      <DescriptionList direction="row">
        {rows.map(({ band, text }) => (
          <DescriptionListItem key={band} label={`${MARKS[band]} ${names[band]}`}>
            <Text>{text}</Text>
          </DescriptionListItem>
        ))}
      </DescriptionList>
      <Text>{texts.bandsText}</Text>
    </>
  );
}
