import LOCALE from '@salesforce/i18n/locale';
import bandHot from '@salesforce/label/c.AIX_Band_Hot';
import bandLow from '@salesforce/label/c.AIX_Band_Low';
import bandNurture from '@salesforce/label/c.AIX_Band_Nurture';
import bandWarm from '@salesforce/label/c.AIX_Band_Warm';
import probabilityLabel from '@salesforce/label/c.AIX_Probability';
import BAND from '@salesforce/schema/Lead.AIX_Band__c';
import DETRACTOR_1 from '@salesforce/schema/Lead.AIX_Detractor_1__c';
import DETRACTOR_2 from '@salesforce/schema/Lead.AIX_Detractor_2__c';
import EVIDENCE from '@salesforce/schema/Lead.AIX_Evidence__c';
import HIGH from '@salesforce/schema/Lead.AIX_High__c';
import HORIZON_DAYS from '@salesforce/schema/Lead.AIX_Horizon_Days__c';
import LOW from '@salesforce/schema/Lead.AIX_Low__c';
import NEXT_ACTION from '@salesforce/schema/Lead.AIX_Next_Action__c';
import NEXT_ACTION_DUE from '@salesforce/schema/Lead.AIX_Next_Action_Due__c';
import PROBABILITY from '@salesforce/schema/Lead.AIX_Probability__c';
import REASON_1 from '@salesforce/schema/Lead.AIX_Reason_1__c';
import REASON_2 from '@salesforce/schema/Lead.AIX_Reason_2__c';
import REASON_3 from '@salesforce/schema/Lead.AIX_Reason_3__c';
import SCORE from '@salesforce/schema/Lead.AIX_Score__c';
import SCORED_AT from '@salesforce/schema/Lead.AIX_Scored_At__c';
import STATUS_CODE from '@salesforce/schema/Lead.AIX_Status_Code__c';
import { cardFromFields, type SavedCard, type SavedField } from 'c/cardContent';
import { fillIn } from 'c/scoringTexts';
import { type FieldId, getFieldValue, type RecordData } from 'lightning/uiRecordApi';

/** The platform's field of each part that the first paint reads. Imported one by one, so that the platform knows of their use. */
const FIELD_BY_KEY: Readonly<Record<SavedField, FieldId>> = {
  status_code: STATUS_CODE,
  score: SCORE,
  band: BAND,
  probability: PROBABILITY,
  low: LOW,
  high: HIGH,
  horizon_days: HORIZON_DAYS,
  evidence: EVIDENCE,
  reason_1: REASON_1,
  reason_2: REASON_2,
  reason_3: REASON_3,
  detractor_1: DETRACTOR_1,
  detractor_2: DETRACTOR_2,
  next_action: NEXT_ACTION,
  next_action_due: NEXT_ACTION_DUE,
  scored_at: SCORED_AT,
};

/** The fields to ask Lightning Data Service for; those that the user may not read are left out of its answer. */
export const SAVED_FIELD_IDS = Object.values(FIELD_BY_KEY);

const TEXTS = {
  bands: { Hot: bandHot, Warm: bandWarm, Nurture: bandNurture, Low: bandLow },
  probability: (chance: string, days: number, interval: string) =>
    fillIn(probabilityLabel, chance, String(days), interval),
};

/** What the record itself says about its lead. */
export function savedCardOf(record: RecordData): SavedCard {
  const values = Object.entries(FIELD_BY_KEY).map(([key, field]) => [key, getFieldValue(record, field)]);
  return cardFromFields(Object.fromEntries(values), TEXTS, LOCALE);
}
