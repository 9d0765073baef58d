import { Flex, Text } from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import { useReader } from '../generated/use-reader.ts';
import { BandChanges } from './BandChanges.tsx';
import { HottestContacts } from './HottestContacts.tsx';
import { ModelHealth } from './ModelHealth.tsx';

/** The app's own page: the hottest contacts, who changed the band today, and how the model does. */
export function Home() {
  const { texts } = useReader();
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>{texts.homeTitle}</PageTitle>
      <HottestContacts />
      <BandChanges />
      <ModelHealth />
      <Text variant="microcopy">{texts.settingsHint}</Text>
    </Flex>
  );
}
