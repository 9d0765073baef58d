import { Accordion, List } from '@hubspot/ui-extensions';
import { useReader } from '../generated/use-reader.ts';

/** How scores come about, for who asks. */
export function Help() {
  const { texts } = useReader();
  return (
    <Accordion title={texts.howThisWorks} size="xs">
      <List variant="unordered-styled">
        {texts.helpBand}
        {texts.helpProbability}
        {texts.helpReasons}
        {texts.helpCell}
        {texts.helpPeople}
      </List>
    </Accordion>
  );
}
