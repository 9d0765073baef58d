import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from '@aix/shared-scoring';
import { type PortalApp, writePortalSettings } from './crms/hubspot-portal.ts';
import { createHubspotRecords } from './crms/hubspot-records.ts';
import { createLineFile } from './crms/line-file.ts';
import { toSalesforceLead } from './crms/salesforce-lead.ts';
import { LEAD_OWNER_ID, type OrgApp, writeOrgSettings } from './crms/salesforce-org.ts';
import { BANK_ROWS, chooseRows, readBankRows } from './leads/bank-rows.ts';
import { createLeadMaker } from './leads/demo-lead.ts';

export interface DemoRequest {
  /** Gets the folders `salesforce` and `hubspot`, and `demo.json`. */
  directory: string;
  /** The newest lead is created now, the others in the 150 days before. */
  now: Date;
  /** The same seed, `now` and lead count give the same bytes. */
  seed: number;
  /** Fewer leads for quick tests, 10 to 41,188; all of them unless told otherwise. */
  leadCount?: number;
  /** Begins again, whatever is there. */
  fresh?: boolean;
  orgApp: OrgApp;
  portalApp: PortalApp;
  /** The rows to take; the demo's own file unless told otherwise. */
  leadsFile?: string;
}

export interface DemoOrgs {
  /** The org's and the portal's directories, as the stand-ins serve them. */
  salesforce: string;
  hubspot: string;
  /** When the demo was made: its newest lead was created then. */
  now: Date;
  /** False when it was there already. */
  created: boolean;
}

/** What is kept of the request, to go on with the same demo later. */
interface Manifest {
  seed: number;
  leadCount: number;
  now: string;
}

const LEADS_FILE = fileURLToPath(new URL('data/leads.csv.gz', import.meta.url));

/**
 * Makes the demo tenant's Salesforce org and HubSpot portal where they are not there yet. `demo.json` is written last,
 * so that a run that was stopped halfway begins again.
 * @throws SetupError when a demo with another seed or size is there
 * @throws InputError when the leads file cannot be read
 */
export async function createDemoOrgs(request: DemoRequest): Promise<DemoOrgs> {
  const { directory, seed, leadCount = BANK_ROWS, fresh = false } = request;
  const folders = { salesforce: join(directory, 'salesforce'), hubspot: join(directory, 'hubspot') };
  const manifestFile = join(directory, 'demo.json');
  if (!fresh && existsSync(manifestFile)) {
    const found = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
    requireSameDemo(directory, found, { seed, leadCount });
    return { ...folders, now: new Date(found.now), created: false };
  }

  for (const path of [manifestFile, ...Object.values(folders)])
    rmSync(path, { recursive: true, force: true });
  writeOrgSettings(folders.salesforce, request.orgApp);
  writePortalSettings(folders.hubspot, request.portalApp);
  await writeRecords(request, folders);
  const manifest: Manifest = { seed, leadCount, now: request.now.toISOString() };
  writeFileSync(`${manifestFile}.partial`, `${JSON.stringify(manifest)}\n`);
  renameSync(`${manifestFile}.partial`, manifestFile);
  return { ...folders, now: request.now, created: true };
}

function requireSameDemo(
  directory: string,
  found: Manifest,
  asked: { seed: number; leadCount: number },
): void {
  if (found.seed === asked.seed && found.leadCount === asked.leadCount) return;
  throw new SetupError(
    'ERR_CONFIG_INVALID',
    `createDemoOrgs found ${found.leadCount} leads of seed ${found.seed} in ${directory}, but was asked for ${asked.leadCount} of seed ${asked.seed}: begin again with --fresh or choose another directory`,
  );
}

/** Streams the rows into both CRMs' record files, in the order of their creation. */
async function writeRecords(
  request: DemoRequest,
  folders: { salesforce: string; hubspot: string },
): Promise<void> {
  const chosen = chooseRows(request.leadCount);
  const makeLead = createLeadMaker(request.seed, request.now, chosen);
  for (const folder of Object.values(folders)) mkdirSync(join(folder, 'records'), { recursive: true });
  const leads = await createLineFile(join(folders.salesforce, 'records', 'Lead.jsonl'));
  const contacts = await createHubspotRecords(folders.hubspot, request.seed, request.now);
  let written = 0;
  try {
    let row = 0;
    let next = 0;
    for await (const columns of readBankRows(request.leadsFile ?? LEADS_FILE)) {
      if (row++ !== chosen.rows[next]) continue;
      const lead = makeLead(next++, columns);
      if (lead.places !== 'hubspot') {
        written += 1;
        await leads.append(JSON.stringify(toSalesforceLead(lead, written, LEAD_OWNER_ID)));
      }
      if (lead.places !== 'salesforce') await contacts.append(lead);
    }
  } finally {
    await Promise.all([leads.close(), contacts.close()]);
  }
}
