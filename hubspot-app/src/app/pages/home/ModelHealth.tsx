import { Alert, Button, Heading, List, LoadingSpinner, Text } from '@hubspot/ui-extensions';
import { useCallback } from 'react';
import { callService } from '../generated/call-service.ts';
import type { Texts } from '../generated/en.ts';
import { fillIn } from '../generated/fill-in.ts';
import { problemContent } from '../generated/problem-content.ts';
import { useAnswer } from '../generated/use-answer.ts';
import { useReader } from '../generated/use-reader.ts';

/** The model that serves, as far as it is shown; null before the first training. */
type Model = {
  version: number;
  facts: {
    rows: number;
    conversions: number;
    verdict: { verdict: 'ready' | 'usable' | 'not_ready' };
    leakSuspects: { column: string; isBlocked: boolean }[] | null;
  };
} | null;

/** How far the model can be relied on, and what it learned from. */
export function ModelHealth() {
  const { texts } = useReader();
  const ask = useCallback(() => callService<Model>({ path: ['v1', 'model'] }), []);
  const { state, again } = useAnswer(ask);
  return (
    <>
      <Heading>{texts.modelTitle}</Heading>
      {state.status === 'waiting' && (
        <LoadingSpinner label={state.isSlow ? texts.gettingDetails : texts.loading} showLabel size="xs" />
      )}
      {state.status === 'failed' && (
        <Alert title={problemContent(state.problem, texts).text} variant="warning">
          <Button size="xs" onClick={again}>
            {texts.tryAgain}
          </Button>
        </Alert>
      )}
      {state.status === 'answered' && (
        <List>
          {modelLines(state.value, texts).map(line => (
            <Text key={line}>{line}</Text>
          ))}
        </List>
      )}
    </>
  );
}

function modelLines(model: Model, texts: Texts): string[] {
  if (model === null) return [texts.modelNone];
  const { version, facts } = model;
  const verdicts = {
    ready: texts.setupVerdictReady,
    usable: texts.setupVerdictUsable,
    not_ready: texts.setupVerdictNotReady,
  } as const;
  const blocked = (facts.leakSuspects ?? []).filter(({ isBlocked }) => isBlocked);
  return [
    `${fillIn(texts.modelVersion, version)}: ${verdicts[facts.verdict.verdict]}`,
    fillIn(texts.modelOutcomes, facts.rows, facts.conversions),
    ...(blocked.length > 0 ? [fillIn(texts.modelLeaks, blocked.map(({ column }) => column).join(', '))] : []),
  ];
}
