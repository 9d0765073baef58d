import { Heading, Text } from '@hubspot/ui-extensions';

/** A card without a score: what is so, and what would help. */
export function Message({ title, text, help }: { title: string; text: string | null; help: string | null }) {
  return (
    <>
      <Heading>{title}</Heading>
      {text !== null && <Text>{text}</Text>}
      {help !== null && <Text variant="microcopy">{help}</Text>}
    </>
  );
}
