import { Flex, Heading, Text } from '@hubspot/ui-extensions';
import type { ScoredCard, Standing } from '../generated/card-view.ts';
import { fillIn } from '../generated/fill-in.ts';
import { useReader } from '../generated/use-reader.ts';

/** The headline: band and points in words, after the band's mark, whose shape tells bands apart without colour. */
export function BandHeader({
  header,
  cell,
}: {
  header: ScoredCard['header'];
  cell: Standing['cell'] | null;
}) {
  const { texts } = useReader();
  return (
    <Flex gap="small" align="baseline" wrap>
      <Heading inline>{`${header.mark} ${header.text}`}</Heading>
      {cell !== null && <Text inline>{fillIn(texts.cell, cell)}</Text>}
    </Flex>
  );
}
