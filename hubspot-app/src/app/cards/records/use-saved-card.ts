import { useCrmProperties } from '@hubspot/ui-extensions/crm';
import { useMemo } from 'react';
import { bandNames } from '../generated/bands.ts';
import { cardFromFields, type SavedCard } from '../generated/card-from-fields.ts';
import { fillIn } from '../generated/fill-in.ts';
import { useReader } from '../generated/use-reader.ts';

/** What HubSpot puts before the names of our properties. */
const PREFIX = 'aix_';

/**
 * What the contact's own properties say of its score, and a way to read them again; `card` is null until HubSpot has given them,
 * and where it gives none.
 */
export function useSavedCard(): { card: SavedCard | null; refetch: () => Promise<void> } {
  const { texts, locale } = useReader();
  // Literal, so that HubSpot's build finds them and loads them with the page.
  const { properties, isLoading, error, refetch } = useCrmProperties([
    'aix_status_code',
    'aix_score',
    'aix_band',
    'aix_probability',
    'aix_low',
    'aix_high',
    'aix_horizon_days',
    'aix_evidence',
    'aix_reason_1',
    'aix_reason_2',
    'aix_reason_3',
    'aix_detractor_1',
    'aix_detractor_2',
    'aix_next_action',
    'aix_next_action_due',
    'aix_scored_at',
  ]);
  const card = useMemo(() => {
    if (isLoading || error !== null) return null;
    const values = Object.entries(properties).map(([name, value]) => [name.slice(PREFIX.length), value]);
    const words = {
      bands: bandNames(texts),
      probability: (chance: string, days: number, interval: string) =>
        fillIn(texts.probability, chance, days, interval),
    };
    return cardFromFields(Object.fromEntries(values), words, locale);
  }, [properties, isLoading, error, texts, locale]);
  return { card, refetch };
}
