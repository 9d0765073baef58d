import type { CrmActivity } from '../../crm-record.ts';
import { CONTACT, type HubspotContact, momentOf } from '../hubspot-api.ts';

/** The 800 newest submissions of a contact: `form:page:moment`, separated by semicolons. HubSpot has it, but documents no form of it. */
const SUBMISSIONS = 'hs_calculated_form_submissions';
/** When the first and the newest form was submitted. */
const ENDS = ['first_conversion_date', 'recent_conversion_date'] as const;

/** What a read must ask for to know of forms. */
export const FORM_PROPERTIES = [SUBMISSIONS, ...ENDS] as const;

const MINUTE_MS = 60_000;
/** The moment stands last in an entry, behind the form and the page, which may be empty. */
const ENTRY = /^[^:;]+:(?:[^;]*:)?(\d{13})$/;

/**
 * The forms that a contact submitted, as the contact itself tells: as far back as HubSpot's list goes, else the first and the newest.
 * Two within a minute are one, as the list and the dates may differ a little. Which form it was is not kept.
 */
export function formActsOf({ id: objectId, properties }: HubspotContact): CrmActivity[] {
  const listed = momentsListed(properties[SUBMISSIONS] ?? '');
  const ends = ENDS.flatMap(name => momentOf(properties[name] ?? '')?.getTime() ?? []).filter(isMoment);
  const unlisted = ends.filter(end => !listed.some(each => Math.abs(each - end) < MINUTE_MS));
  const byMinute = new Map([...listed, ...unlisted].map(ms => [Math.floor(ms / MINUTE_MS), ms]));
  return [...byMinute].map(([minute, ms]) => ({
    activityId: `forms/${minute}`,
    ...{ isOfEach: true, objectType: CONTACT, objectId, signal: 'form_submit', at: new Date(ms) },
  }));
}

/** What does not look like a submission is left out. */
function momentsListed(text: string): number[] {
  const found = text.split(';').map(entry => Number(ENTRY.exec(entry.trim())?.[1] ?? Number.NaN));
  return found.filter(isMoment);
}

/** HubSpot's calculated values have been seen with 0 as a moment. */
function isMoment(ms: number): boolean {
  return ms > 1e12;
}
