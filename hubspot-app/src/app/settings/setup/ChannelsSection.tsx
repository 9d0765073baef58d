import { Heading, Link, LoadingButton, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';
import { callService } from '../generated/call-service.ts';
import { fillIn } from '../generated/fill-in.ts';
import { Said } from '../generated/Said.tsx';
import { savedTime } from '../generated/saved-time.ts';
import { useReader } from '../generated/use-reader.ts';
import { useWish } from '../generated/use-wish.ts';
import { ownPath } from './use-setup.ts';

/** Where alerts go: on a page of the service, to which an address leads that holds once. */
export function ChannelsSection() {
  const reader = useReader();
  const { texts } = reader;
  const wish = useWish();
  const [issued, setIssued] = useState<{ url: string; expiresAt: string } | null>(null);
  const ask = () =>
    wish.send(
      key =>
        callService<{ url: string; expiresAt: string }>({
          path: ownPath('channel-page'),
          write: { content: {}, key },
        }),
      setIssued,
    );
  return (
    <>
      <Heading>{texts.setupChannelsTitle}</Heading>
      <Text>{texts.setupChannelsHelp}</Text>
      <LoadingButton size="sm" loading={wish.isBusy} onClick={ask}>
        {texts.setupChannelsOpen}
      </LoadingButton>
      {issued !== null && (
        <>
          <Link href={{ url: issued.url, external: true }}>{texts.setupChannelsLink}</Link>
          <Text>{fillIn(texts.setupChannelsLinkHelp, savedTime(issued.expiresAt, new Date(), reader))}</Text>
        </>
      )}
      <Said problem={wish.problem} done={null} />
    </>
  );
}
