import { Button, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { NextStep } from '../generated/card-view.ts';
import { useReader } from '../generated/use-reader.ts';

/** A letter to begin from, shown when it is asked for. */
export function Draft({ draft }: { draft: NonNullable<NextStep['draft']> }) {
  const { texts } = useReader();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button size="xs" variant="transparent" onClick={() => setIsOpen(!isOpen)}>
        {texts.stepDraft}
      </Button>
      {isOpen && (
        <>
          <Text format={{ fontWeight: 'bold' }}>{draft.subject}</Text>
          {draft.body.split('\n\n').map(paragraph => (
            <Text key={paragraph}>{paragraph}</Text>
          ))}
        </>
      )}
    </>
  );
}
