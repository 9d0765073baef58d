import { Alert, Button, Flex, Heading, LoadingSpinner, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { Problem } from '../generated/call-service.ts';
import { problemContent } from '../generated/problem-content.ts';
import type { AnswerState } from '../generated/use-answer.ts';
import { useReader } from '../generated/use-reader.ts';
import { ChannelsSection } from './ChannelsSection.tsx';
import { ConnectionSection } from './ConnectionSection.tsx';
import { DisconnectSection } from './DisconnectSection.tsx';
import { LinkSection } from './LinkSection.tsx';
import { BandsSection, ReadinessSection, SuccessSection } from './sections.tsx';
import { type SetupFacts, useSetup } from './use-setup.ts';

/** The settings page: how the account stands with the service, and what an admin can change about that. */
export function Setup() {
  const { texts } = useReader();
  const { state, again } = useSetup();
  const [isDisconnected, setIsDisconnected] = useState(false);
  const facts = factsOf(state);
  // Nothing that stood here is true any more, and the service knows the account no longer.
  if (isDisconnected) return <Alert title={texts.setupDisconnected} variant="success" />;
  return (
    <Flex direction="column" gap="medium">
      <Heading>{texts.setupTitle}</Heading>
      {state.status === 'failed' && <SetupProblem problem={state.problem} onTryAgain={again} />}
      {state.status === 'waiting' && (
        <LoadingSpinner label={state.isSlow ? texts.gettingDetails : texts.loading} showLabel size="xs" />
      )}
      {facts !== null && (
        <>
          <ConnectionSection status={facts.status} onChange={again} />
          <ReadinessSection readiness={facts.readiness} />
          <SuccessSection horizonDays={facts.tenant.horizonDays} />
          <BandsSection thresholds={facts.tenant.bandThresholds} />
          <ChannelsSection />
          <LinkSection linked={facts.status.linked} onChange={again} />
          <DisconnectSection onDisconnected={() => setIsDisconnected(true)} />
        </>
      )}
    </Flex>
  );
}

/** The newest facts there are, also while newer ones are awaited. */
function factsOf(state: AnswerState<SetupFacts>): SetupFacts | null {
  if (state.status === 'answered') return state.value;
  return state.status === 'waiting' ? state.last : null;
}

/** Why nothing can be shown. Whoever opens this page may install apps, so the words say where. */
function SetupProblem({ problem, onTryAgain }: { problem: Problem; onTryAgain: () => void }) {
  const { texts } = useReader();
  const { title, text } =
    problem === 'NO_PERMISSION'
      ? { title: texts.adminsOnly, text: texts.noRight }
      : problemContent(problem, texts, { isAdmin: true });
  return (
    <Alert title={title ?? text} variant="warning">
      {title !== null && <Text>{text}</Text>}
      <Button size="xs" onClick={onTryAgain}>
        {texts.tryAgain}
      </Button>
    </Alert>
  );
}
