import { Button, Flex, Form, Heading, Input, LoadingButton, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';
import { fillIn } from '../generated/fill-in.ts';
import { Said } from '../generated/Said.tsx';
import { savedTime } from '../generated/saved-time.ts';
import { useReader } from '../generated/use-reader.ts';
import { Confirmation } from './Confirmation.tsx';
import { useLink } from './use-link.ts';

/** Links this account and a Salesforce org of the same customer by a code that holds once, and ends that; each after saying what it costs. */
export function LinkSection({
  linked,
  onChange,
}: {
  linked: readonly { name: string }[];
  onChange: () => void;
}) {
  const reader = useReader();
  const { texts } = reader;
  const link = useLink(onChange);
  return (
    <>
      <Heading>{texts.linkTitle}</Heading>
      <Text>{texts.setupLinkHelp}</Text>
      {linked.length > 0 ? (
        <>
          <Text>{fillIn(texts.setupLinkedTo, linked.map(({ name }) => name).join(', '))}</Text>
          <Button size="sm" disabled={link.isBusy} onClick={() => link.ask(null)}>
            {texts.setupUnlink}
          </Button>
        </>
      ) : (
        <>
          <LoadingButton size="sm" loading={link.isBusy} onClick={link.showCode}>
            {texts.setupShowCode}
          </LoadingButton>
          {link.issued !== null && (
            <>
              <Text format={{ fontWeight: 'bold' }}>{link.issued.code}</Text>
              <Text>{fillIn(texts.linkCodeHelp, savedTime(link.issued.expiresAt, new Date(), reader))}</Text>
            </>
          )}
          <RedeemForm isBusy={link.isBusy} onRedeem={code => link.ask(code)} />
        </>
      )}
      {link.asked !== null && (
        <Confirmation
          lines={[
            ...(link.asked.code === null ? [texts.setupUnlinkHelp] : []),
            fillIn(texts.linkLosses, ...lossesOf(link.asked.losses)),
          ]}
          label={link.asked.code === null ? texts.setupUnlink : texts.setupRedeem}
          isBusy={link.isBusy}
          onConfirm={link.confirm}
          onCancel={link.cancel}
        />
      )}
      <Said problem={link.problem} done={link.done} />
    </>
  );
}

function lossesOf({ overrides, feedback, events, receipts }: Record<string, number>): number[] {
  return [overrides, feedback, events, receipts].map(count => count ?? 0);
}

function RedeemForm({ isBusy, onRedeem }: { isBusy: boolean; onRedeem: (code: string) => void }) {
  const { texts } = useReader();
  const [code, setCode] = useState('');
  const redeem = () => {
    if (code.trim() !== '') onRedeem(code.trim());
  };
  return (
    <Form onSubmit={redeem} autoComplete="off">
      <Flex direction="column" gap="small">
        <Input name="code" label={texts.linkCode} value={code} onChange={setCode} />
        <Button type="submit" size="sm" disabled={isBusy}>
          {texts.setupRedeem}
        </Button>
      </Flex>
    </Form>
  );
}
