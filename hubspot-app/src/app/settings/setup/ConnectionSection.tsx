import { Heading, LoadingButton, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';
import { callService } from '../generated/call-service.ts';
import { Said } from '../generated/Said.tsx';
import { useReader } from '../generated/use-reader.ts';
import { useWish } from '../generated/use-wish.ts';
import { statusLines } from './lines.ts';
import { Lines } from './sections.tsx';
import { type ConnectionCheck, ownPath, type Status } from './use-setup.ts';

/** How the connection stands, and another look into the account. */
export function ConnectionSection({ status, onChange }: { status: Status; onChange: () => void }) {
  const { texts } = useReader();
  const wish = useWish();
  const [found, setFound] = useState<ConnectionCheck | null>(null);
  const check = () =>
    wish.send(
      key => callService<ConnectionCheck>({ path: ownPath('check'), write: { content: {}, key } }),
      result => {
        setFound(result);
        onChange();
      },
    );
  return (
    <>
      <Heading>{texts.setupCheckTitle}</Heading>
      <Text>{texts.checkHelp}</Text>
      <Lines lines={statusLines(status, found ?? status.lastCheck, texts)} />
      <LoadingButton size="sm" loading={wish.isBusy} onClick={check}>
        {texts.setupCheck}
      </LoadingButton>
      <Said problem={wish.problem} done={null} />
    </>
  );
}
