import { Flex, Icon, List, Text } from '@hubspot/ui-extensions';
import { useReader } from '../generated/use-reader.ts';

/** What speaks for and against the lead: the reasons of a score, or the signs that are assumed while there is none. */
export function Factors({
  heading,
  startText,
  up,
  down,
  restText,
}: {
  heading: string;
  /** Where the points of the reasons start; null without points. */
  startText: string | null;
  /** Sentences, strongest first. */
  up: readonly string[];
  down: readonly string[];
  /** All else, so that start, reasons and rest add up; null without points. */
  restText: string | null;
}) {
  const { texts } = useReader();
  const factors = [
    ...up.map(text => ({ text, icon: 'upCarat', says: texts.raises }) as const),
    ...down.map(text => ({ text, icon: 'downCarat', says: texts.lowers }) as const),
  ];
  return (
    <>
      <Text format={{ fontWeight: 'bold' }}>{heading}</Text>
      {startText !== null && <Text variant="microcopy">{startText}</Text>}
      {factors.length > 0 && (
        <List>
          {factors.map(({ text, icon, says }) => (
            <Flex key={`${icon} ${text}`} gap="extra-small">
              <Icon name={icon} screenReaderText={says} size="sm" />
              <Text>{text}</Text>
            </Flex>
          ))}
        </List>
      )}
      {restText !== null && <Text variant="microcopy">{restText}</Text>}
    </>
  );
}
