import { Button, Heading, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';
import { callService } from '../generated/call-service.ts';
import { Said } from '../generated/Said.tsx';
import { useReader } from '../generated/use-reader.ts';
import { useWish } from '../generated/use-wish.ts';
import { Confirmation } from './Confirmation.tsx';
import { ownPath } from './use-setup.ts';

/** Ends the connection, after saying what that removes and what it leaves. */
export function DisconnectSection({ onDisconnected }: { onDisconnected: () => void }) {
  const { texts } = useReader();
  const wish = useWish();
  const [isOpen, setIsOpen] = useState(false);
  const disconnect = () =>
    wish.send(
      key => callService({ path: ownPath('disconnect'), write: { content: {}, key } }),
      onDisconnected,
    );
  return (
    <>
      <Heading>{texts.disconnectTitle}</Heading>
      <Text>{texts.disconnectHelp}</Text>
      {!isOpen && (
        <Button size="sm" onClick={() => setIsOpen(true)}>
          {texts.setupDisconnectOpen}
        </Button>
      )}
      {isOpen && (
        <Confirmation
          lines={[texts.disconnectRemoved, texts.disconnectStays]}
          label={texts.setupDisconnectConfirm}
          isBusy={wish.isBusy}
          onConfirm={disconnect}
          onCancel={() => setIsOpen(false)}
        />
      )}
      <Said problem={wish.problem} done={null} />
    </>
  );
}
