import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BANK_FIELDS } from '../../demo/bank-fields.ts';
import { createLineFile } from '../../demo/crms/line-file.ts';
import { LEAD_OWNER_ID, type OrgApp, writeOrgSettings } from '../../demo/crms/salesforce-org.ts';
import { createDraw, type Draw, pick } from '../../demo/leads/seeded-draw.ts';
import { DEMO_TENANT } from '../../demo/tenant.ts';
import { recordIdOf } from '../../salesforce/index.ts';

const DAY_MS = 86_400_000;
/** Open leads are younger than the horizon, past ones older, so that no outcome is guessed. */
const OPEN_DAYS = DEMO_TENANT.horizonDays - 5;
const PAST_DAYS = 120;
/** How often a lead converts, by whether it is over 40: enough for a model to find. */
const CHANCE = { older: 0.6, younger: 0.05 };

/** How large an org to make. */
export interface OrgRequest {
  openLeads: number;
  /** Leads with known outcomes, to learn from. */
  pastLeads: number;
  now: Date;
}

/** Writes the directory of an org with made-up leads, line by line; the same request gives the same leads. */
export async function makeLoadOrg(directory: string, app: OrgApp, request: OrgRequest): Promise<void> {
  const draw = createDraw(1, 'load');
  writeOrgSettings(directory, app);
  mkdirSync(join(directory, 'records'), { recursive: true });
  const file = await createLineFile(join(directory, 'records', 'Lead.jsonl'));
  const count = request.openLeads + request.pastLeads;
  for (let index = 0; index < count; index += 1)
    await file.append(JSON.stringify(leadRecord(draw, index, request)));
  await file.close();
}

function leadRecord(draw: Draw, index: number, { pastLeads, now }: OrgRequest): object {
  const isPast = index < pastLeads;
  const ageDays = isPast
    ? DEMO_TENANT.horizonDays + 1 + draw(index, 0) * PAST_DAYS
    : draw(index, 0) * OPEN_DAYS;
  const created = new Date(now.getTime() - ageDays * DAY_MS);
  const values = fieldValues(draw, index);
  const chance = Number(values.Age__c) > 40 ? CHANCE.older : CHANCE.younger;
  const isConverted = isPast && draw(index, 1) < chance;
  const outcome = isConverted
    ? 'Closed - Converted'
    : isPast
      ? 'Closed - Not Converted'
      : 'Open - Not Contacted';
  return {
    Id: recordIdOf('00Q', index + 1),
    IsDeleted: false,
    FirstName: 'Lead',
    LastName: `Number ${index}`,
    Company: `Company ${index}`,
    Email: `lead${index}@mail.example`,
    Status: outcome,
    OwnerId: LEAD_OWNER_ID,
    IsConverted: isConverted,
    ConvertedDate: isConverted ? new Date(created.getTime() + 5 * DAY_MS).toISOString().slice(0, 10) : null,
    ...stamps(created),
    ...values,
  };
}

function stamps(created: Date) {
  const at = created.toISOString().replace('Z', '+0000');
  return { CreatedDate: at, LastModifiedDate: at, SystemModstamp: at };
}

function fieldValues(draw: Draw, index: number): Record<string, string | number> {
  return Object.fromEntries(
    BANK_FIELDS.map(({ salesforce, kind, options = [] }, at) => {
      const drawn = draw(index, 2 + at);
      return [salesforce, kind === 'number' ? 18 + Math.floor(drawn * 50) : pick(options, drawn).value];
    }),
  );
}
