import { Alert, Text } from '@hubspot/ui-extensions';
import { Deeds } from '../deeds/Deeds.tsx';
import { NextStep } from '../deeds/NextStep.tsx';
import type { ScoredCard } from '../generated/card-view.ts';
import { useReader } from '../generated/use-reader.ts';
import { Colleagues } from '../records/Colleagues.tsx';
import { BandHeader } from './BandHeader.tsx';
import { BreakdownChart, HistoryChart } from './Charts.tsx';
import { Evidence } from './Evidence.tsx';
import { Factors } from './Factors.tsx';
import { StandingParts } from './StandingParts.tsx';
import { Timeline } from './Timeline.tsx';

/** The card of a lead that has a score. Charts need the width of a tab; what they show is said in words everywhere. */
export function ScoreContent({
  card,
  objectId,
  isWide,
  onScoreChange,
}: {
  card: ScoredCard;
  objectId: number;
  isWide: boolean;
  onScoreChange: () => void;
}) {
  const { texts } = useReader();
  const { header, notice, probability, evidence, why, emptyField, foot } = card;
  // Absent in cards of a service that is older than the app.
  const standing = card.standing ?? null;
  const nextStep = card.nextStep ?? null;
  const timeline = card.timeline ?? null;
  const colleagues = card.colleagues ?? [];
  const { trend = null, history = null, changes = null, override = null } = standing ?? {};
  return (
    <>
      <BandHeader header={header} cell={standing?.cell ?? null} />
      {notice !== null && <Alert title={notice.text} variant="warning" />}
      {override !== null && (
        <Alert title={override.text} variant="info">
          {override.reason !== null && <Text>{override.reason.text}</Text>}
        </Alert>
      )}
      <Text>{probability.text}</Text>
      <Evidence text={evidence.text} filled={evidence.filled} />
      {nextStep !== null && (
        // Another step is another question.
        <NextStep key={nextStep.stepId} step={nextStep} objectId={objectId} onScoreChange={onScoreChange} />
      )}
      {standing !== null && <StandingParts standing={standing} />}
      {trend !== null && <Text>{trend.text}</Text>}
      {history !== null && isWide && <HistoryChart points={history.points} />}
      {history !== null && <Text variant="microcopy">{history.text}</Text>}
      <Factors
        heading={texts.why}
        startText={why.startText}
        up={why.up.map(({ text }) => text)}
        down={why.down.map(({ text }) => text)}
        restText={why.rest.text}
      />
      {isWide && <BreakdownChart why={why} />}
      {changes !== null && (
        <>
          <Text format={{ fontWeight: 'bold' }}>{texts.whatChanged}</Text>
          <Text>{changes.text}</Text>
        </>
      )}
      {emptyField && <Text variant="microcopy">{emptyField.text}</Text>}
      {timeline !== null && <Timeline timeline={timeline} />}
      {colleagues.length > 0 && <Colleagues colleagues={colleagues} />}
      {standing !== null && (
        <Deeds
          objectId={objectId}
          receiptId={standing.receiptId}
          isOverridden={override !== null}
          onScoreChange={onScoreChange}
        />
      )}
      <Text variant="microcopy">{foot.text}</Text>
    </>
  );
}
