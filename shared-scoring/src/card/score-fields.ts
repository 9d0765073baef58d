import { BANDS, CELLS } from './score-points.ts';

/**
 * The fields that the product writes to a lead's CRM record, once for both CRMs. The Salesforce package carries them
 * as `AIX_<Name>__c`, HubSpot gets them as `aix_<name>`; a test holds the package's metadata against this list.
 */
export interface ScoreField {
  /** Stable key, `snake_case`. */
  key: string;
  /** At most 40 characters, the shorter limit of the two CRMs. */
  label: string;
  kind: 'number' | 'text' | 'choice' | 'date' | 'datetime';
  /** Digits after the point, for numbers. */
  scale?: number;
  /** Longest text, in characters. */
  length?: number;
  /** The values of a choice. */
  choices?: readonly string[];
  /** What people read beside the field; without a full stop, other sentences may follow. */
  help: string;
}

/** Status codes that a record can carry; the card's state follows from them. */
export const STATUS_CODES = ['scored', 'not_eligible', 'too_little'] as const;
/** One of `STATUS_CODES`. */
export type StatusCode = (typeof STATUS_CODES)[number];

/** Longest sentence that a text field of a CRM holds, in characters. */
export const LONGEST_REASON = 255;

/** All of them, in the order in which CRMs list them. */
export const SCORE_FIELDS = [
  {
    key: 'score',
    label: 'AIX Score',
    kind: 'number',
    scale: 0,
    help: 'Points from 0 to 100; 50 is an average lead and every 10 points double the odds. For people to read; workflows use the band',
  },
  {
    key: 'band',
    label: 'AIX Band',
    kind: 'choice',
    choices: BANDS,
    help: 'Hot, Warm, Nurture or Low. Use this in workflows',
  },
  {
    key: 'cell',
    label: 'AIX Cell',
    kind: 'choice',
    choices: CELLS,
    help: 'Fit from A to C and engagement from 1 to 3; A1 is best',
  },
  {
    key: 'fit',
    label: 'AIX Fit',
    kind: 'number',
    scale: 0,
    help: 'The part of the score that comes from who the lead is, 0 to 100; 50 is an average lead',
  },
  {
    key: 'engagement',
    label: 'AIX Engagement',
    kind: 'number',
    scale: 0,
    help: 'The part of the score that comes from what the lead does, 0 to 100; 50 while nothing speaks for or against it',
  },
  {
    key: 'probability',
    label: 'AIX Probability',
    kind: 'number',
    scale: 4,
    help: 'Calibrated chance, 0 to 1, of a conversion within the horizon',
  },
  {
    key: 'low',
    label: 'AIX Probability Low',
    kind: 'number',
    scale: 4,
    help: 'Lower end of the 90 % interval around the probability',
  },
  {
    key: 'high',
    label: 'AIX Probability High',
    kind: 'number',
    scale: 4,
    help: 'Upper end of the 90 % interval around the probability',
  },
  {
    key: 'horizon_days',
    label: 'AIX Horizon Days',
    kind: 'number',
    scale: 0,
    help: 'Within how many days after its creation a lead counts as converted',
  },
  {
    key: 'trend_7d',
    label: 'AIX Trend 7 Days',
    kind: 'number',
    scale: 0,
    help: 'Change of the score over the last 7 days. Empty for the first 7 days',
  },
  {
    key: 'reason_1',
    label: 'AIX Reason 1',
    kind: 'text',
    length: LONGEST_REASON,
    help: 'What raises the score most, with its points',
  },
  {
    key: 'reason_2',
    label: 'AIX Reason 2',
    kind: 'text',
    length: LONGEST_REASON,
    help: 'What raises the score second most, with its points',
  },
  {
    key: 'reason_3',
    label: 'AIX Reason 3',
    kind: 'text',
    length: LONGEST_REASON,
    help: 'What raises the score third most, with its points',
  },
  {
    key: 'detractor_1',
    label: 'AIX Detractor 1',
    kind: 'text',
    length: LONGEST_REASON,
    help: 'What lowers the score most, with its points',
  },
  {
    key: 'detractor_2',
    label: 'AIX Detractor 2',
    kind: 'text',
    length: LONGEST_REASON,
    help: 'What lowers the score second most, with its points',
  },
  {
    key: 'next_action',
    label: 'AIX Next Action',
    kind: 'text',
    length: LONGEST_REASON,
    help: 'One suggested step and its reason, by a rule of the team. Empty once a task has been made of it',
  },
  {
    key: 'next_action_due',
    label: 'AIX Next Action Due',
    kind: 'datetime',
    help: 'When the suggested step is due. Empty where it has no time',
  },
  {
    key: 'evidence',
    label: 'AIX Evidence',
    kind: 'text',
    length: LONGEST_REASON,
    help: 'On how many of your own outcomes the score rests',
  },
  {
    key: 'status_code',
    label: 'AIX Status',
    kind: 'choice',
    choices: STATUS_CODES,
    help: 'scored; not_eligible: converted, closed, or without both e-mail and company; too_little: your outcomes do not yet show which leads convert',
  },
  {
    key: 'model_version',
    label: 'AIX Model Version',
    kind: 'text',
    length: 40,
    help: 'The version of the model that made the score, or that was in use when the lead got none',
  },
  {
    key: 'scored_at',
    label: 'AIX Scored At',
    kind: 'datetime',
    help: 'When the score was made, or when the lead was found to get none',
  },
  {
    key: 'receipt_id',
    label: 'AIX Receipt',
    kind: 'text',
    length: 40,
    help: 'The receipt with which the score can be replayed and explained',
  },
  {
    key: 'override_band',
    label: 'AIX Override Band',
    kind: 'choice',
    choices: BANDS,
    help: 'The band that a person set instead of the model’s. Empty unless somebody did',
  },
  {
    key: 'override_until',
    label: 'AIX Override Until',
    kind: 'date',
    help: 'The last day on which the person’s band holds. Empty unless somebody set one',
  },
  {
    key: 'crossing_token',
    label: 'AIX Crossing Token',
    kind: 'text',
    length: 64,
    help: 'Changes once for each crossing of a band; use it with the band to start a workflow exactly once. Empty until the first crossing',
  },
] as const satisfies readonly ScoreField[];

/** The key of a score field. */
export type ScoreFieldKey = (typeof SCORE_FIELDS)[number]['key'];

/** Values to write, by key. Dates are ISO 8601 in UTC. `null` empties a field, an absent key leaves it alone. */
export type ScoreFieldValues = Partial<Record<ScoreFieldKey, string | number | null>>;
