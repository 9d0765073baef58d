import type { CrmRecord } from '../portal/crm-record.ts';

type Values = CrmRecord['properties'];

const LIST = 'hs_calculated_form_submissions';
/** As many of a contact's submissions are listed (the property's own label). */
const MOST_LISTED = 800;

/** One form that somebody sent. */
export interface Submission {
  formGuid: string;
  /** Epoch milliseconds. */
  submittedAt: number;
  /** `Page title: Form name`. */
  eventName: string;
}

/**
 * What the platform calculates on a contact after one more submission. The list's form is not documented: entries of
 * `form:page:milliseconds`, separated by semicolons, as developers report it; their order is assumed.
 */
export function afterSubmission(before: Values, { formGuid, submittedAt, eventName }: Submission): Values {
  const first = before.first_conversion_date ?? null;
  const isFirst = first === null;
  return {
    ...calculated([...listed(before), `${formGuid}::${submittedAt}`]),
    first_conversion_event_name: isFirst ? eventName : (before.first_conversion_event_name ?? null),
    recent_conversion_event_name: eventName,
  };
}

/** The same after a merge: what either submitted (assumed). The names of events are those of the primary record, if any. */
export function mergedConversions(primary: Values, other: Values): Values {
  const entries = [...new Set([...listed(primary), ...listed(other)])];
  return entries.length === 0 ? {} : calculated(entries);
}

function listed(values: Values): string[] {
  return (values[LIST] ?? '').split(';').filter(entry => entry !== '');
}

function calculated(entries: readonly string[]): Values {
  const momentOf = (entry: string) => Number(entry.split(':').at(-1));
  const inOrder = [...entries].sort((a, b) => momentOf(b) - momentOf(a)).slice(0, MOST_LISTED);
  const dates = inOrder.map(entry => new Date(momentOf(entry)).toISOString());
  return {
    [LIST]: inOrder.join(';'),
    first_conversion_date: dates.at(-1) ?? null,
    recent_conversion_date: dates[0] ?? null,
    num_conversion_events: String(inOrder.length),
    num_unique_conversion_events: String(new Set(inOrder.map(entry => entry.split(':')[0])).size),
  };
}
