import { Flex, List, Text } from '@hubspot/ui-extensions';
import type { Timeline as TimelineContent } from '../generated/card-view.ts';
import { useReader } from '../generated/use-reader.ts';

/** What the contact did of late, by visits, and what each does to the score. */
export function Timeline({ timeline: { entries, note } }: { timeline: TimelineContent }) {
  const { texts } = useReader();
  return (
    <>
      <Text format={{ fontWeight: 'bold' }}>{texts.timeline}</Text>
      <Flex direction="column" gap="extra-small">
        {entries.map(({ at, text, acts }) => (
          <Flex key={`${at} ${text}`} direction="column">
            <Text>{text}</Text>
            {acts.length > 0 && (
              <List variant="unordered-styled">
                {acts.map(act => (
                  <Text key={act.text}>{act.text}</Text>
                ))}
              </List>
            )}
          </Flex>
        ))}
      </Flex>
      <Text variant="microcopy">{note.text}</Text>
    </>
  );
}
