import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { createDemoOrgs, type DemoOrgs, type DemoRequest } from '../../demo/create-demo-orgs.ts';

export const NOW = new Date('2026-11-22T18:00:00.500Z');
export const SEED = 7;

/** A demo in a directory of its own that goes away with `remove`. */
export interface TemporaryDemo extends DemoOrgs {
  directory: string;
  leads: LeadRecord[];
  contacts: ContactRecord[];
  remove(): void;
}

export type LeadRecord = Record<string, string | number | boolean | null>;
export interface ContactRecord {
  id: string;
  properties: Record<string, string | null>;
  createdAt: string;
  updatedAt: string;
}

export async function createTemporaryDemo(request: Partial<DemoRequest> = {}): Promise<TemporaryDemo> {
  const directory = mkdtempSync(join(tmpdir(), 'demo-'));
  const orgs = await createDemoOrgs(demoRequest({ directory, ...request }));
  return {
    ...orgs,
    directory,
    leads: readLines<LeadRecord>(join(orgs.salesforce, 'records', 'Lead.jsonl')),
    contacts: readLines<ContactRecord>(join(orgs.hubspot, 'records', 'contacts.jsonl')),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

export function demoRequest(request: Partial<DemoRequest> & { directory: string }): DemoRequest {
  return {
    now: NOW,
    seed: SEED,
    leadCount: 2000,
    orgApp: { clientId: 'org-app', name: 'AIX', certificate: 'PEM' },
    portalApp: {
      appId: 1,
      clientId: 'portal-app',
      clientSecret: 'made up for a test',
      name: 'AIX',
      redirectUrls: [],
      requiredScopes: ['oauth'],
      optionalScopes: [],
    },
    ...request,
  };
}

/** The text of one of the demo's data files. */
export function readData(name: 'leads.csv.gz' | 'held-out-truth.csv.gz'): string {
  const path = fileURLToPath(new URL(`../../demo/data/${name}`, import.meta.url));
  return gunzipSync(readFileSync(path)).toString();
}

/** A row of either data file; of the columns only these are the same in both or needed here. */
export type DataRow = Record<string, string> & { row: string; y: string };

export function readDataRows(name: 'leads.csv.gz' | 'held-out-truth.csv.gz'): DataRow[] {
  return parse<DataRow>(readData(name), { columns: true });
}

/** The original set as CSV text, with these outcomes for the rows that they name. */
export function withOutcomes(outcomes: readonly { row: string; y: string }[]): string {
  const [header, ...rows] = readData('leads.csv.gz').trim().split('\n');
  for (const { row, y } of outcomes) rows[Number(row)] += y;
  return `${[header, ...rows].join('\n')}\n`;
}

/** SHA-256 over every file's path and bytes. */
export function hashOf(directory: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(each =>
    each.isFile(),
  );
  for (const path of files.map(each => join(each.parentPath, each.name)).sort()) {
    hash.update(path.slice(directory.length)).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function readLines<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T);
}
