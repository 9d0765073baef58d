import type { BankRow, ChosenRows } from './bank-rows.ts';
import { chooseDirt, type Dirt } from './dirt.ts';
import { jobTitle } from './job-title.ts';
import { createDelay, createdTimes } from './lead-times.ts';
import { createPersonMaker, type MadeUpPerson } from './made-up-person.ts';
import { createDraw, shuffledIndices } from './seeded-draw.ts';

/** One lead of the demo tenant before any CRM's shape: the same facts for both. */
export interface DemoLead {
  person: MadeUpPerson;
  /** `null` for those without work. */
  title: string | null;
  /** Which CRMs have a record of the lead. */
  places: Places;
  /** Salesforce keeps an e-mail address as it was typed, HubSpot in lower case. */
  capitalisedEmail: boolean;
  createdAt: Date;
  /** When the record was last changed: at its outcome, or when it was created. */
  modifiedAt: Date;
  outcome: 'converted' | 'not converted' | 'open';
  /** The bank's own columns, as in the file. */
  columns: BankRow;
  dirt: Dirt | undefined;
}

export type Places = 'salesforce' | 'hubspot' | 'both';

/** Of every twenty leads in a row, nine are only in Salesforce, nine only in HubSpot and two in both. */
const PLACES_OF_TWENTY: readonly Places[] = [
  ...Array<Places>(9).fill('salesforce'),
  ...Array<Places>(9).fill('hubspot'),
  ...Array<Places>(2).fill('both'),
];

/**
 * A function from a lead's place in the demo (counted from 0) and its row's columns to the lead. It depends on nothing
 * but the seed, `now`, the chosen rows and the columns.
 */
export function createLeadMaker(
  seed: number,
  now: Date,
  { rows, closedCount }: ChosenRows,
): (lead: number, columns: BankRow) => DemoLead {
  const created = createdTimes(now, seed, closedCount, rows.length - closedCount);
  const delayOf = createDelay(seed);
  const personOf = createPersonMaker(seed);
  const drawTitle = createDraw(seed, 'title');
  const drawCapitals = createDraw(seed, 'capitals');
  const places = choosePlaces(seed, rows.length);
  const dirt = chooseDirt({
    seed,
    leadCount: rows.length,
    closedCount,
    mayBeDirty: lead => places[lead] !== 'both',
  });

  return (lead, columns) => {
    const row = rows[lead]!;
    const closed = lead < closedCount;
    const createdAt = new Date(created[lead]!);
    return {
      person: personOf(row),
      title: jobTitle(columns.job, drawTitle(row)),
      places: places[lead]!,
      capitalisedEmail: places[lead] === 'both' && drawCapitals(row) < 0.5,
      createdAt,
      modifiedAt: closed ? new Date(created[lead]! + delayOf(row)) : createdAt,
      outcome: closed ? outcomeOf(columns) : 'open',
      columns,
      dirt: dirt.get(lead),
    };
  };
}

function outcomeOf(columns: BankRow): 'converted' | 'not converted' {
  return columns.y === 'yes' ? 'converted' : 'not converted';
}

function choosePlaces(seed: number, leadCount: number): Places[] {
  const draw = createDraw(seed, 'places');
  const twenty = PLACES_OF_TWENTY.length;
  return Array.from({ length: Math.ceil(leadCount / twenty) }, (_, group) =>
    [...shuffledIndices(twenty, last => draw(group, last))].map(index => PLACES_OF_TWENTY[index]!),
  )
    .flat()
    .slice(0, leadCount);
}
