import { ProgressBar, Text } from '@hubspot/ui-extensions';
import { fillIn } from '../generated/fill-in.ts';
import { useReader } from '../generated/use-reader.ts';

const MARKS = 5;

/** How much the score rests on: a sentence, and where it is known a bar of five parts that shows it at a glance. */
export function Evidence({ text, filled }: { text: string; filled: number | null }) {
  const { texts } = useReader();
  return (
    <>
      {filled !== null && (
        <ProgressBar
          value={filled}
          maxValue={MARKS}
          aria-label={text}
          valueDescription={fillIn(texts.evidenceOf, filled)}
        />
      )}
      <Text>{text}</Text>
    </>
  );
}
