import { Button, Flex, Text } from '@hubspot/ui-extensions';
import { useReader } from '../generated/use-reader.ts';

/** When a step that is put off shall come back. */
export function Delays({
  isBusy,
  onChoose,
  onCancel,
}: {
  isBusy: boolean;
  onChoose: (delay: string) => void;
  onCancel: () => void;
}) {
  const { texts } = useReader();
  const delays = { hour: texts.stepHour, day: texts.stepDay, week: texts.stepWeek };
  return (
    <>
      <Text>{texts.stepWhen}</Text>
      <Flex gap="small" wrap>
        {Object.entries(delays).map(([delay, label]) => (
          <Button key={delay} size="xs" disabled={isBusy} onClick={() => onChoose(delay)}>
            {label}
          </Button>
        ))}
        <Button size="xs" variant="transparent" onClick={onCancel}>
          {texts.cancel}
        </Button>
      </Flex>
    </>
  );
}
