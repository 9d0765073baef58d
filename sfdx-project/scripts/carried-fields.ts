import { SCORE_FIELDS, type ScoreField, type ScoreFieldKey } from '@aix/shared-scoring';

/** An object that gets scores when a lead is converted. */
interface Carrier {
  objectName: 'Contact' | 'Opportunity';
  keys: readonly ScoreFieldKey[];
  /** Said after what the field means. */
  note: string;
}

/** Which score fields a conversion takes along (the Apex class ConvertedScores does it), and to where. */
export const CARRIERS: readonly Carrier[] = [
  {
    objectName: 'Contact',
    keys: ['score', 'band', 'cell', 'probability', 'scored_at', 'receipt_id'],
    note: 'As it stood when the lead was converted',
  },
  {
    objectName: 'Opportunity',
    keys: ['score', 'band', 'probability', 'scored_at'],
    note: 'Of the lead with the highest score that was converted to this opportunity, as it stood then',
  },
];

/** A carrier's fields as they differ from the lead's: in what people read beside them. */
export function carriedFields({ keys, note }: Carrier): ScoreField[] {
  return SCORE_FIELDS.filter(({ key }) => keys.includes(key)).map(field => ({
    ...field,
    help: `${note}. ${field.help}`,
  }));
}
