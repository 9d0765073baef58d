import { Alert, Button, Flex, Text } from '@hubspot/ui-extensions';
import { useReader } from '../generated/use-reader.ts';

/** What something would do that cannot be undone, and the two ways on. */
export function Confirmation({
  lines,
  label,
  isBusy,
  onConfirm,
  onCancel,
}: {
  lines: readonly string[];
  label: string;
  isBusy: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}) {
  const { texts } = useReader();
  return (
    <Alert title={label} variant="danger">
      {lines.map(line => (
        <Text key={line}>{line}</Text>
      ))}
      <Flex gap="small">
        <Button variant="destructive" size="sm" disabled={isBusy} onClick={onConfirm}>
          {label}
        </Button>
        <Button size="sm" disabled={isBusy} onClick={onCancel}>
          {texts.cancel}
        </Button>
      </Flex>
    </Alert>
  );
}
