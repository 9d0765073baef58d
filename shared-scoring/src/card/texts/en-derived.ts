import { type DerivedTexts, roundSpan } from './derived-texts.ts';

/** English. */
export const EN_DERIVED: DerivedTexts = {
  age: days => (days < 1 ? 'on the day the lead came in' : `${span(days)} before the lead came in`),
  span,
  characters: count => `${count} characters long`,
  levels: {
    month: {
      January: 'in January',
      February: 'in February',
      March: 'in March',
      April: 'in April',
      May: 'in May',
      June: 'in June',
      July: 'in July',
      August: 'in August',
      September: 'in September',
      October: 'in October',
      November: 'in November',
      December: 'in December',
    },
    weekday: {
      Sunday: 'on a Sunday',
      Monday: 'on a Monday',
      Tuesday: 'on a Tuesday',
      Wednesday: 'on a Wednesday',
      Thursday: 'on a Thursday',
      Friday: 'on a Friday',
      Saturday: 'on a Saturday',
    },
    seniority: {
      executive: 'runs the company or a part of it',
      director: 'director level',
      manager: 'manager level',
      senior: 'senior level',
      staff: 'staff level',
      junior: 'junior level',
    },
    function: {
      sales: 'works in sales',
      marketing: 'works in marketing',
      technology: 'works in technology',
      product: 'works in product',
      finance: 'works in finance',
      people: 'works in human resources',
      legal: 'works in legal',
      procurement: 'works in procurement',
      service: 'works in customer service',
      operations: 'works in operations',
      research: 'works in research',
      health: 'works in healthcare',
      education: 'works in education',
      'general management': 'works in general management',
    },
    domain_kind: {
      business: 'business address',
      free: 'address of a free provider',
      disposable: 'throw-away address',
      invalid: 'not a valid address',
    },
    given: { yes: 'given', no: 'not given' },
  },
  missing: {
    age_days: 'no date yet when the lead came in',
    month: 'no date yet when the lead came in',
    weekday: 'no date yet when the lead came in',
    seniority: 'level not known',
    function: 'area of work not known',
  },
};

function span(days: number): string {
  const { count, unit } = roundSpan(days);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
